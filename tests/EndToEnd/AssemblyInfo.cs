// Two installations at once are too much for a small machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
