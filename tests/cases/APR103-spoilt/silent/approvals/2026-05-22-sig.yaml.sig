ignored beside a minuted statement
