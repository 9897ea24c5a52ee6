# Tab-udfyldning for riskctl i fish. Slå den til:
#   riskctl completion fish > ~/.config/fish/completions/riskctl.fish
function __riskctl_complete
    set -l tokens (commandline -opc)
    set -l current (commandline -ct)
    set -l found ($tokens[1] _complete fish -- $tokens "$current" 2>/dev/null)
    if contains -- ":files" $found
        __fish_complete_path "$current"
    else
        printf '%s\n' $found
    end
end
complete -c riskctl -f -a '(__riskctl_complete)'
