# Start the workflow over everything that was uploaded under input/ in the last day.
$job = Invoke-CiWorkflowTrigger -Name nightly -Prefix input/ -WorkflowId w7476ff3564ee45b7b490d64bccaba6cc -TimeInterval (New-CiTimeInterval -Last 1d)

# Follow it to its end.
$job | Wait-CiWorkflowJob

# Which objects failed, and why.
$job | Get-CiWorkflowExecution -State Failed -Detailed
