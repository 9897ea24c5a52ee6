# Tab-udfyldning for riskctl i PowerShell. Slå den til i filen $PROFILE:
#   riskctl completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName riskctl -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $tokens = @($commandAst.CommandElements |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition -or $_.Extent.StartOffset -eq 0 } |
        ForEach-Object { $_.Extent.Text.Trim("'", '"') })
    $before = [Console]::OutputEncoding
    [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
    try {
        # PowerShell før 7.3 taber et tomt argument: '=' står for det ord, der ikke er begyndt på
        $current = if ($wordToComplete) { $wordToComplete } else { '=' }
        $found = @(& $tokens[0] _complete powershell -- @tokens $current 2>$null)
    }
    finally {
        [Console]::OutputEncoding = $before
    }
    foreach ($line in $found) {
        $value, $name = $line -split "`t", 2
        if ($value -eq ':files') { return }
        if (-not $name) { $name = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $name)
    }
}
