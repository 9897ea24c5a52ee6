# Tab-udfyldning for riskctl i bash. Slå den til i ~/.bashrc:
#   source <(riskctl completion bash)
_riskctl() {
    local cur=${COMP_WORDS[COMP_CWORD]} line value name longest=0
    local -a values=() names=()
    COMPREPLY=()
    while IFS=$'\t' read -r value name; do
        if [[ $value == ":files" ]]; then
            compopt -o default 2>/dev/null
            return
        fi
        values+=("$value")
        names+=("$name")
        ((${#value} > longest)) && longest=${#value}
    done < <("${COMP_WORDS[0]}" _complete bash "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    if ((${#values[@]} == 1)); then
        COMPREPLY=("${values[0]}")
        [[ ${values[0]} == *[#=:] ]] && compopt -o nospace 2>/dev/null
        return
    fi
    local index
    for index in "${!values[@]}"; do
        [[ ${values[index]} == *[#=:] ]] && compopt -o nospace 2>/dev/null
        # kun når der vises en liste: navnet står efter id'et, og bash udfylder kun det, id'erne har til fælles
        if [[ -n ${names[index]} && ${COMP_TYPE:-9} == 63 ]]; then
            printf -v line '%-*s  (%s)' "$longest" "${values[index]}" "${names[index]}"
            COMPREPLY+=("${line:0:${COLUMNS:-80}-1}")
        else
            COMPREPLY+=("${values[index]}")
        fi
    done
}
complete -o nosort -F _riskctl riskctl 2>/dev/null || complete -F _riskctl riskctl
