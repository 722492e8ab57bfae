namespace Riveg.Benchmarks.Words;

/// <summary>The names that are drawn: brands, persons, teams, places.</summary>
internal static class SignNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "Lufthansa", "Coca-Cola", "Heineken", "Whirlpool", "Domino's", "Amtrak", "Ryanair", "Starbucks", "Nestle",
        "Samsung", "Toyota", "Honda", "Ducati", "Yamaha", "Kawasaki", "Suzuki", "Volvo", "Ford", "Shell", "Total",
        "Emirates", "Qatar Airways", "British Airways", "Air France", "Delta", "United", "Fly Dubai",
        "Turkish Airlines", "Iberia", "Qantas", "Nike", "Adidas", "Puma", "Reebok", "Under Armour", "New Balance",
        "Levi's", "Gap", "Zara", "Uniqlo", "Messi", "Ronaldo", "Nadal", "Federer", "Serena Williams", "LeBron James",
        "Kobe Bryant", "Tom Brady", "Usain Bolt", "Mo Farah", "Ruth Miller", "Anna Okafor", "James Quinn",
        "Elena Silva", "Hugo Keller", "Maria Petrov", "Peter Novak", "Julia Brandt", "Tom Weber", "Kim Lee", "Arsenal",
        "Liverpool", "Chelsea", "Barcelona", "Juventus", "Lakers", "Red Sox", "Yankees", "Cubs", "Dodgers", "London",
        "Paris", "Berlin", "New York", "Los Angeles", "Lake Tahoe", "San Francisco", "Tokyo", "Sydney", "Dublin",
        "Oxford Street", "Abbey Road", "Times Square", "Baker Street", "Fifth Avenue", "Wall Street", "Pike Place",
        "Camden Town", "Soho", "Harlem", "Microsoft", "Google", "Apple", "Intel", "Oracle", "Ubuntu", "Netflix",
        "Spotify", "YouTube", "Twitter", "World Series", "Super Bowl", "Olympics", "Tour de France", "Coachella",
        "Glastonbury", "Comic Con", "Black Friday", "Oktoberfest", "Eurovision", "Taylor Swift", "Beyonce", "Coldplay",
        "Metallica", "Nirvana", "Radiohead", "Foo Fighters", "Arctic Monkeys", "Queen", "Prince", "Harvard", "Stanford",
        "Yale", "Cambridge", "Oxfam", "Red Cross", "UNICEF", "NASA", "BBC News", "CNN", "Sony Bravia", "Trek Domane",
        "Tesla", "Mack", "Boeing", "Airbus A380", "Route 66", "Pier 39", "Area 51", "Gate 12",
    ];
}
