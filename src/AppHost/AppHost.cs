Console.WriteLine("Clockit Live");
