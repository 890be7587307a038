# Runs a script statement by statement, each shown as a person would have typed it. Ends with 1 at the first error.
param([Parameter(Mandatory)] [string] $Path)

$tokens = $problems = $null
$parsed = [Management.Automation.Language.Parser]::ParseFile($Path, [ref] $tokens, [ref] $problems)
if ($problems) { throw $problems[0].Message }

# The demo's jobs end within two seconds: it looks each half, so that nobody waits for it.
$PSDefaultParameterValues = @{ 'Wait-Ci*:PollInterval' = '0:0:0.5' }
$shown = 0
foreach ($statement in $parsed.EndBlock.Statements) {
    $start = $statement.Extent.StartOffset
    foreach ($token in $tokens) {
        if ($token.Kind -eq 'Comment' -and $token.Extent.StartOffset -ge $shown -and $token.Extent.StartOffset -lt $start) {
            [Console]::WriteLine("`nPS> $($token.Extent.Text)")
        }
    }

    $text = $statement.Extent.Text
    [Console]::WriteLine('PS> ' + ($text -replace '\r?\n', ([Environment]::NewLine + '>>  ')))
    $shown = $statement.Extent.EndOffset
    $errorsBefore = $Error.Count
    . ([scriptblock]::Create($text)) | Out-Default
    if ($Error.Count -gt $errorsBefore) { exit 1 }
}
