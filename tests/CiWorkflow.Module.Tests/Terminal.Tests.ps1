# What a terminal is sent holds nothing that it obeys, whatever somebody named an object, a job or a workflow. Values stay exact.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot '../../out/CiWorkflow') -Force

    # What commands return, and every type of ours that hangs on it.
    $found = [Collections.Generic.HashSet[type]]::new()
    $left = [Collections.Generic.Queue[type]]::new()
    foreach ($command in Get-Command -Module CiWorkflow -CommandType Cmdlet) { foreach ($type in $command.OutputType.Type) { if ($type) { $left.Enqueue($type) } } }
    $returned = @($left)
    while ($left.Count) {
        $type = $left.Dequeue()
        foreach ($part in @($type.GetGenericArguments()) + $type.GetElementType() | Where-Object { $_ }) { $left.Enqueue($part) }
        if ($type.Namespace -notlike 'CiWorkflow*' -or $type.IsEnum -or $type.IsGenericType -or -not $found.Add($type)) { continue }
        foreach ($property in $type.GetProperties('Public,Instance')) { $left.Enqueue($property.PropertyType) }
    }
    $types = foreach ($type in $found | Sort-Object FullName) { @{ Type = $type; Name = $type.FullName; Returned = $type -in $returned } }
}

BeforeAll {
    Import-Module "$PSScriptRoot/Sandbox.psm1", "$PSScriptRoot/Shell.psm1"
    $sandbox = Start-Sandbox
    $names = Get-Content -Raw "$PSScriptRoot/Files/hostile-names.json" | ConvertFrom-Json
    $global:hostile = ($names -join '') + "`e[2J`u{85}`u{2029}`u{2066}`u{200d}`u{feff}`tRecommendation:`u{d83d}"
    $PSStyle.OutputRendering = 'PlainText'

    function Test-Harmless([string] $Text, [string] $Because) { Find-Obeyed $Text | Should -BeNullOrEmpty -Because $Because }

    # An object of a type with the hostile text in every field.
    function New-Hostile([type] $Type, [int] $Depth = 4) {
        if ($Type -eq [string] -or $Type -eq [object]) { return $hostile }
        $item = if ($Type.IsArray) { $Type.GetElementType() } elseif ($Type.IsGenericType -and $Type.GetInterface('IEnumerable')) { $Type.GetGenericArguments()[0] }
        if ($item) {
            $list = [Activator]::CreateInstance([Collections.Generic.List`1].MakeGenericType($item))
            if ($Depth -and ($one = New-Hostile $item ($Depth - 1))) { $list.Add($one) }
            $made = $Type.GetConstructors('Public,NonPublic,Instance') | Where-Object { $_.GetParameters().Count -eq 1 -and $_.GetParameters()[0].ParameterType.IsInstanceOfType($list) }
            if ($Type.IsArray) { return , $list.ToArray() }
            if ($made -and $Type.Namespace -like 'CiWorkflow*') { return , $made.Invoke(@(, $list)) }
            return , $list
        }
        if ($Type.Namespace -notlike 'CiWorkflow*' -or $Type.IsValueType -or $Type.IsAbstract -or -not $Depth) { return $null }
        $made = [Runtime.CompilerServices.RuntimeHelpers]::GetUninitializedObject($Type)
        foreach ($field in $Type.GetFields('Public,NonPublic,Instance')) {
            $value = New-Hostile $field.FieldType ($Depth - 1)
            if ($null -ne $value -and $value -is $field.FieldType) { $field.SetValue($made, $value) }
        }
        $made
    }
}

AfterAll {
    Remove-Variable hostile -Scope Global
    Stop-Sandbox
}

Describe 'A view' {
    It 'shows nothing that a terminal obeys: <Name>' -ForEach $types {
        $item = New-Hostile $Type
        $item | Should -BeOfType $Type
        # A part of what is returned is shown as PowerShell chooses, and as a list; what is returned itself in each form.
        foreach ($form in 'Out-String', 'Format-List' + @(if ($Returned) { 'Format-Table', 'Format-Wide' })) {
            Test-Harmless ($item | & $form | Out-String -Width 4000) $form
        }
        $text = $item | Out-String -Width 4000
        if ($Type.GetProperties().PropertyType -contains [string] -and $Type.Name -notin 'CiCredential', 'CiTimeInterval') { $text | Should -BeLike '*\u001b*' }
    }

    It 'takes every text from Shown: <_>' -ForEach (Get-ChildItem "$PSScriptRoot/../../module" -Filter *.Format.ps1xml).FullName {
        $view = [xml](Get-Content -Raw $_)
        $view.SelectNodes('//PropertyName') | Should -BeNullOrEmpty -Because 'the property itself is exact'
    }

    It 'leaves the values as they are' {
        $object = New-Hostile ([CiWorkflow.Model.CiInputObject])
        $object.Key | Should -BeExactly $hostile
        "$object" | Should -BeExactly $hostile -Because 'an object in a text is its key'
        ($object | ConvertTo-Csv | ConvertFrom-Csv).Key | Should -BeExactly $hostile.Replace("`u{d83d}", "`u{fffd}")
    }
}

Describe 'Every text of a command' {
    It 'leaves through CiCmdlet, which shows it as it may be shown' {
        $null = [Reflection.Assembly]::LoadFrom((Get-SandboxAssembly))
        $exits = [CiWorkflow.Shells.CommandExits]::Of([CiWorkflow.Cmdlets.CiCmdlet].Assembly)
        $exits | Should -Not -BeNullOrEmpty
        $exits | Where-Object { $_ -notlike 'CiWorkflow.Cmdlets.CiCmdlet.* -> Cmdlet.*' } | Should -Be @(
            'CiWorkflow.Cmdlets.AsyncCmdlet.WarnAfterStop -> PSHostUserInterface.WriteWarningLine'
            'CiWorkflow.Arguments.CredentialTransformationAttribute.Ask -> PSHostUserInterface.PromptForCredential'
        )
    }

    It 'is harmless, in every stream: <_>' -ForEach @(
        'Get-CiWorkflowJob -JobId $hostile'
        'Get-CiWorkflowExecution -RunId $hostile'
        'Wait-CiWorkflowJob -JobId $hostile -Timeout 0s'
        'Get-CiWorkflow -WorkflowId $hostile'
        'Get-CiQueue -QueueId $hostile'
        'Invoke-CiWorkflow -WorkflowId $workflow -Object $hostile -Verbose -Debug'
        'Invoke-CiWorkflowTrigger -Name n -WorkflowId $workflow -Object $hostile -Verbose -Debug'
        'Invoke-CiWorkflowTrigger -Name $hostile -WorkflowId $workflow -Object a'
        'Invoke-CiWorkflowTrigger -Name n -WorkflowId $hostile -Object a'
        '[pscustomobject]@{ Name = "n"; Prefix = $hostile; WorkflowId = $hostile; TimeInterval = $hostile } | Invoke-CiWorkflowTrigger'
        'Get-CiWorkflowInput -UrlFile $hostile'
        'Get-CiWorkflow -Bucket $hostile'
        'Get-CiWorkflow -Context $hostile'
        'Get-CiWorkflow -Region $hostile'
        'New-CiTimeInterval -Start $hostile'
        'Import-CiWorkflow $hostile'
        'Set-CiContext -ProfileName $hostile'
        'Get-CiCheckpoint -Name $hostile'
    ) {
        Reset-Sandbox
        # Half a pair can't be sent, and a key that has one is refused before anything else.
        $global:hostile = $hostile.TrimEnd("`u{d83d}")
        Add-SandboxFault Status -Status 404 -Code "E`u{9b}2J" -Message "no`u{202e} $hostile" -Times 0
        $all = & { try { & ([scriptblock]::Create($_)) *>&1 } catch { $_ } }
        $all | Should -Not -BeNullOrEmpty
        foreach ($one in $all) {
            Test-Harmless ($one | Out-String -Width 4000) $_
            if ($one -is [Management.Automation.ErrorRecord]) {
                Test-Harmless ($one | Format-List | Out-String -Width 4000) "$_ | Format-List"

                # PowerShell makes the record where a value doesn't bind, and names the user's row in it.
                if ($one.Exception -is [Management.Automation.ParameterBindingException]) { continue }
                Test-Harmless ($one | Select-Object CategoryInfo, FullyQualifiedErrorId, ErrorDetails | Format-List | Out-String -Width 4000) 'its parts'
                Test-Harmless $one.Exception.Message 'the message of the exception'
                foreach ($view in 'NormalView', 'CategoryView') {
                    $ErrorView = $view
                    Test-Harmless ($one | Out-String -Width 4000) $view
                }
                Test-Harmless $one.ErrorDetails.RecommendedAction 'the recommendation'
            }
        }
    }

    It 'is harmless in what an error was caused by, and Get-Error shows' {
        Reset-Sandbox
        Add-SandboxFault Replace -Status 200 -Times 0 -Body "<Response><`e]0;title`a></Response>"
        $failed = (Invoke-Typed 'Get-CiQueue').Errors[0]
        $failed.FullyQualifiedErrorId | Should -BeLike 'UnreadableAnswer,*'
        foreach ($shown in ($failed | Get-Error | Out-String -Width 4000), ($failed | Format-List * -Force | Out-String -Width 4000), "$($failed.Exception)") {
            Test-Harmless $shown 'Get-Error'
        }
    }

    It 'keeps the exact text as the target of an error, which can be piped again' {
        Reset-Sandbox
        $key = "in/gpj`u{202e}4pm.mp4"
        Add-SandboxFault Status -Status 404 -Code NoSuchKey -Times 0
        $global:failed = (Invoke-Typed "'$key' | Invoke-CiWorkflow -WorkflowId `$workflow").Errors[0]
        $failed.TargetObject | Should -BeExactly $key
        Clear-SandboxFault
        Add-SandboxObject $key
        (Invoke-Typed '$failed.TargetObject | Invoke-CiWorkflow -WorkflowId $workflow').Errors | Should -BeNullOrEmpty
        (Get-SandboxRequest POST)[-1].query.object | Should -BeExactly $key
    }
}

Describe 'A question' {
    It 'has the text of others on its own line' {
        Reset-Sandbox
        $line = "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Prefix ""in/'`n in bucket media-1250000000: 1 object, 2 MB. ``u{9b}2JNothing else is touched.``u{202e}"" -Confirm"
        $run = Invoke-Shell $line -Answer n
        Test-Harmless $run.Text 'the question'
        $run.Text | Should -Match 'in/''\\u000a in bucket media-1250000000: 1 object, 2 MB\. \\u009b2JNothing else is touched\.\\u202e'
        Get-SandboxRequest POST | Should -BeNullOrEmpty
    }

    It 'shows no token of a signed address, as the warning shows none' {
        $signed = "https://$($sandbox.bucket).cos.$($sandbox.region).myqcloud.com/a.mp4?x-cos-security-token=SECRETTOKEN&q-signature=SECRETTOO"
        $run = Invoke-Shell "Invoke-CiWorkflowTrigger -Name n -WorkflowId `$workflow -Object '$signed' -WhatIf"
        $run.Text | Should -BeLike '*What if: *a.mp4*'
        $run.Text | Should -Not -BeLike '*SECRET*'
    }
}

Describe 'Tab' {
    It 'shows what is harmless, and what it types makes the same key again' {
        Reset-Sandbox
        Add-SandboxObject $names
        foreach ($try in 1..20) {
            $found = (TabExpansion2 'Get-CiWorkflowInput -Object in/' 31).CompletionMatches | Where-Object ListItemText -Like '*mp4'
            if ($found) { break }
        }
        $found | Should -HaveCount $names.Count
        foreach ($one in $found) { Test-Harmless ($one.CompletionText + "`n" + $one.ListItemText + "`n" + $one.ToolTip) 'Tab' }
        $typed = foreach ($one in $found) { & ([scriptblock]::Create("Write-Output $($one.CompletionText)")) }
        $typed | Sort-Object -CaseSensitive -Culture '' | Should -BeExactly ($names | Sort-Object -CaseSensitive -Culture '')
    }
}
