namespace Riveg.Settings;

/// <summary>Says that a setting means nothing where another one has a certain value: a profile that says both is refused.</summary>
/// <param name="member">The other one's name in code.</param>
/// <param name="value">Its value.</param>
/// <param name="fault">What is wrong then, to be read after the setting's name.</param>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotWithAttribute(string member, string value, string fault) : Attribute
{
    public string Member => member;

    public string Value => value;

    public string Fault => fault;
}
