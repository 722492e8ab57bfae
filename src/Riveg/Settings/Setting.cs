using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Riveg.Settings;

/// <summary>One member of a settings record, with what its attributes say.</summary>
internal sealed class Setting
{
    private readonly Lazy<SettingKind> kind;
    private readonly Lazy<SettingsType?> group;
    private readonly Lazy<SettingsType?> items;
    private readonly SettingsGroupAttribute? grouping;

    public Setting(PropertyInfo property)
    {
        Property = property;
        grouping = property.GetCustomAttribute<SettingsGroupAttribute>();
        var item = grouping is null ? null : ItemOf(ValueType);
        group = new Lazy<SettingsType?>(() => grouping is null || item is not null ? null : SettingsType.Of(ValueType));
        items = new Lazy<SettingsType?>(() => item is null ? null : SettingsType.Of(item));
        kind = new Lazy<SettingKind>(() => SettingKind.Of(this));
        Range = property.GetCustomAttribute<RangeAttribute>();
        Allowed = property.GetCustomAttribute<AllowedValuesAttribute>();
        IsInProfile = property.GetCustomAttribute<JsonIgnoreAttribute>() is null;
        Key = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name
            ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name) + (ValueType == typeof(TimeSpan) ? "Seconds" : string.Empty);
    }

    public PropertyInfo Property { get; }

    /// <summary>Its name in code.</summary>
    public string Name => Property.Name;

    /// <summary>Its name in a profile.</summary>
    public string Key { get; }

    /// <summary>Its type without <see cref="Nullable{T}"/>.</summary>
    public Type ValueType => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    /// <summary>Whether a profile can set it.</summary>
    public bool IsInProfile { get; }

    /// <summary>The settings in it; null where it is one setting or a list.</summary>
    public SettingsType? Group => group.Value;

    /// <summary>The settings in each of its items; null where it is no list of records.</summary>
    public SettingsType? Items => items.Value;

    public bool IsInline => grouping is { IsInline: true };

    public string? Section => grouping?.Section;

    public SettingKind Kind => kind.Value;

    public RangeAttribute? Range { get; }

    public AllowedValuesAttribute? Allowed { get; }

    /// <summary>What it may not be given together with; null for nothing.</summary>
    public NotWithAttribute? Conflict => Property.GetCustomAttribute<NotWithAttribute>();

    /// <summary>Whether it names an implementation of the stage whose setting it is.</summary>
    public bool NamesImplementation => Property.GetCustomAttribute<ImplementationNameAttribute>() is not null;

    /// <summary>How a text must look; its message stands after the setting's name.</summary>
    public RegularExpressionAttribute? Pattern => Property.GetCustomAttribute<RegularExpressionAttribute>();

    public string? Variable => Property.GetCustomAttribute<FromVariableAttribute>()?.Variable;

    public string? Description => Property.GetCustomAttribute<DescriptionAttribute>()?.Description;

    /// <summary>The default in words where it depends on the machine.</summary>
    public string? DefaultInWords => Property.GetCustomAttribute<DefaultValueAttribute>()?.Value as string;

    public bool IsRequired => Property.GetCustomAttribute<RequiredAttribute>() is not null;

    public bool IsNeverEmpty => Property.GetCustomAttribute<MinLengthAttribute>() is { Length: > 0 };

    /// <summary>What to say where it is missing.</summary>
    public string MissingFault =>
        Property.GetCustomAttribute<RequiredAttribute>() is { ErrorMessage: { } message } ? $"is missing: {message}" : "is missing";

    public bool AllowsNull => Nullable.GetUnderlyingType(Property.PropertyType) is not null
        || (!Property.PropertyType.IsValueType && new NullabilityInfoContext().Create(Property).WriteState == NullabilityState.Nullable);

    /// <summary>What a value must be, in words: its kind and its range.</summary>
    public string Expected => Range is null ? Kind.Words : $"{Kind.Words}, {SettingWords.Range(this)}";

    public bool IsMissing(object? value) => value is null or "" && IsRequired;

    /// <summary>What is wrong with a value, to be read after the setting's name; null where nothing is.</summary>
    public string? FindFault(object? value, bool inProfile)
    {
        if (value is null)
        {
            return null;
        }

        if (inProfile && IsRequired && value is "")
        {
            return MissingFault;
        }

        // Not by the attribute, which lets an empty text pass; and $ alone would let a line end pass.
        if (Pattern is { } pattern
            && value is string text
            && Regex.Match(text, pattern.Pattern, RegexOptions.CultureInvariant) is var match
            && (!match.Success || match.Length < text.Length))
        {
            return pattern.ErrorMessage;
        }

        if (IsNeverEmpty && value is "")
        {
            return $"is empty, must be {Kind.Words}";
        }

        var wrong = (value is Enum && !Enum.IsDefined(value.GetType(), value))
            || (Allowed is not null && !Allowed.IsValid(value))
            || (Range is not null && !IsInRange(value, inProfile));
        return wrong ? $"is {SettingWords.Value(value, inProfile)}, must be {SettingWords.Range(this) ?? Kind.Words}" : null;
    }

    private static Type? ItemOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? type.GetGenericArguments()[0] : null;

    // Not by the attribute: a whole-number range would round 1.4 into it.
    private bool IsInRange(object value, bool inProfile)
    {
        if (!inProfile
            && Range is SecondsRangeAttribute { AllowsInfinite: true }
            && value is TimeSpan time
            && time == Timeout.InfiniteTimeSpan)
        {
            return true;
        }

        var number = value is TimeSpan span ? span.TotalSeconds : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        var least = Convert.ToDouble(Range!.Minimum, CultureInfo.InvariantCulture);
        var most = Convert.ToDouble(Range.Maximum, CultureInfo.InvariantCulture);
        return (Range.MinimumIsExclusive ? number > least : number >= least) && (Range.MaximumIsExclusive ? number < most : number <= most);
    }
}
