using Xunit.Sdk;
using Xunit.v3;

// libtorch's random numbers and its number of threads are those of the process: tests beside each other change what others learn.
[assembly: Parallelization(Mode = ParallelMode.None)]
