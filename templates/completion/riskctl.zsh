#compdef riskctl
# Tab-udfyldning for riskctl i zsh. Slå den til i ~/.zshrc efter 'autoload -Uz compinit && compinit':
#   source <(riskctl completion zsh)
_riskctl() {
    local line value name
    local -a values described closed
    while IFS=$'\t' read -r value name; do
        if [[ $value == ":files" ]]; then
            _files
            return
        fi
        if [[ $value == *[#=:] ]]; then
            closed+=("$value")
        else
            values+=("$value")
            described+=("${value}${name:+  -- $name}")
        fi
    done < <("${words[1]}" _complete zsh -- "${(@)words[1,CURRENT]}" 2>/dev/null)
    (( $#values )) && compadd -l -d described -a values
    (( $#closed )) && compadd -S '' -a closed
    (( $#values + $#closed ))
}
compdef _riskctl riskctl
