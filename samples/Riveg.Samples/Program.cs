System.Console.WriteLine("draws the sample pictures");
