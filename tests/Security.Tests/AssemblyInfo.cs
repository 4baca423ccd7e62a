// Each class loads the machine or listens to the whole process.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
