namespace Clockit.AppHost.Servers;

internal static class Arguments
{
    public static void AddRange(this CommandLineArgsCallbackContext context, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
        {
            context.Args.Add(argument);
        }
    }
}
