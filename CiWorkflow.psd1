@{
    RootModule             = 'CiWorkflow.dll'
    ModuleVersion          = '0.1.0'
    GUID                   = '7fe5a973-07b5-4958-bb96-fa168384604a'
    Author                 = 'CiWorkflow contributors'
    CompanyName            = 'CiWorkflow contributors'
    Copyright              = '(c) CiWorkflow contributors. MIT License.'
    Description            = "Runs a media workflow of Tencent Cloud's Cloud Infinite (CI) over many objects of a bucket at once, from the PowerShell pipeline."

    CompatiblePSEditions   = @('Desktop', 'Core')
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'

    FormatsToProcess       = @('CiWorkflow.Format.ps1xml')

    CmdletsToExport        = @(
        'Clear-CiContext'
        'Get-CiContext'
        'Get-CiWorkflow'
        'Get-CiWorkflowExecution'
        'Get-CiWorkflowInput'
        'Get-CiWorkflowJob'
        'Invoke-CiWorkflowTrigger'
        'New-CiContext'
        'New-CiCredential'
        'New-CiTimeInterval'
        'Publish-CiUrlFile'
        'Set-CiContext'
        'Stop-CiWorkflowJob'
        'Wait-CiWorkflowExecution'
        'Wait-CiWorkflowJob'
    )
    FunctionsToExport      = @()
    VariablesToExport      = @()
    AliasesToExport        = @()

    PrivateData            = @{
        PSData = @{
            Tags         = @('Tencent', 'TencentCloud', 'COS', 'CI', 'CloudInfinite', 'media', 'workflow', 'batch', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri   = 'https://opensource.org/license/mit'
            ProjectUri   = 'https://www.powershellgallery.com/packages/CiWorkflow'
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
