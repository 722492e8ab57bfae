using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Riveg.Mutants;

/// <summary>The rules: what an expression or a pattern may become.</summary>
internal static class Expressions
{
    private static readonly Dictionary<SyntaxKind, SyntaxKind[]> Operators = new()
    {
        [SyntaxKind.LessThanExpression] = [SyntaxKind.LessThanOrEqualExpression, SyntaxKind.GreaterThanOrEqualExpression],
        [SyntaxKind.LessThanOrEqualExpression] = [SyntaxKind.LessThanExpression, SyntaxKind.GreaterThanExpression],
        [SyntaxKind.GreaterThanExpression] = [SyntaxKind.GreaterThanOrEqualExpression, SyntaxKind.LessThanOrEqualExpression],
        [SyntaxKind.GreaterThanOrEqualExpression] = [SyntaxKind.GreaterThanExpression, SyntaxKind.LessThanExpression],
        [SyntaxKind.EqualsExpression] = [SyntaxKind.NotEqualsExpression],
        [SyntaxKind.NotEqualsExpression] = [SyntaxKind.EqualsExpression],
        [SyntaxKind.LogicalAndExpression] = [SyntaxKind.LogicalOrExpression],
        [SyntaxKind.LogicalOrExpression] = [SyntaxKind.LogicalAndExpression],
        [SyntaxKind.AddExpression] = [SyntaxKind.SubtractExpression],
        [SyntaxKind.SubtractExpression] = [SyntaxKind.AddExpression],
        [SyntaxKind.MultiplyExpression] = [SyntaxKind.DivideExpression],
        [SyntaxKind.DivideExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.ModuloExpression] = [SyntaxKind.MultiplyExpression],
        [SyntaxKind.BitwiseAndExpression] = [SyntaxKind.BitwiseOrExpression],
        [SyntaxKind.BitwiseOrExpression] = [SyntaxKind.BitwiseAndExpression],
        [SyntaxKind.ExclusiveOrExpression] = [SyntaxKind.BitwiseAndExpression],
        [SyntaxKind.LeftShiftExpression] = [SyntaxKind.RightShiftExpression],
        [SyntaxKind.RightShiftExpression] = [SyntaxKind.LeftShiftExpression],
    };

    private static readonly Dictionary<SyntaxKind, SyntaxKind> Assignments = new()
    {
        [SyntaxKind.AddAssignmentExpression] = SyntaxKind.SubtractAssignmentExpression,
        [SyntaxKind.SubtractAssignmentExpression] = SyntaxKind.AddAssignmentExpression,
        [SyntaxKind.MultiplyAssignmentExpression] = SyntaxKind.DivideAssignmentExpression,
        [SyntaxKind.DivideAssignmentExpression] = SyntaxKind.MultiplyAssignmentExpression,
        [SyntaxKind.OrAssignmentExpression] = SyntaxKind.AndAssignmentExpression,
        [SyntaxKind.AndAssignmentExpression] = SyntaxKind.OrAssignmentExpression,
        [SyntaxKind.LeftShiftAssignmentExpression] = SyntaxKind.RightShiftAssignmentExpression,
        [SyntaxKind.RightShiftAssignmentExpression] = SyntaxKind.LeftShiftAssignmentExpression,
    };

    private static readonly Dictionary<string, string> Calls = BothWays(
        ("Min", "Max"),
        ("MinBy", "MaxBy"),
        ("First", "Last"),
        ("FirstOrDefault", "LastOrDefault"),
        ("Any", "All"),
        ("OrderBy", "OrderByDescending"),
        ("Order", "OrderDescending"),
        ("ThenBy", "ThenByDescending"),
        ("Take", "Skip"),
        ("Ceiling", "Floor"),
        ("Sum", "Average"),
        ("StartsWith", "EndsWith"),
        ("Multiply", "Divide"));

    /// <summary>Calls that may be left out, so that what they are called on (or their first argument) stays as it was.</summary>
    private static readonly HashSet<string> Filters = ["Where", "Distinct", "Clamp", "Abs", "Trim", "ToLowerInvariant", "Reverse", "Round"];

    /// <summary>What an expression may become; nothing for most.</summary>
    public static IEnumerable<ExpressionSyntax> Of(ExpressionSyntax expression, bool isBoolean, string suffix) => expression switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } binary => [binary.Right],
        BinaryExpressionSyntax binary => OfBinary(binary),
        PrefixUnaryExpressionSyntax prefix => OfPrefix(prefix),
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression } postfix =>
            [PostfixUnaryExpression(SyntaxKind.PostDecrementExpression, postfix.Operand)],
        PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostDecrementExpression } postfix =>
            [PostfixUnaryExpression(SyntaxKind.PostIncrementExpression, postfix.Operand)],
        AssignmentExpressionSyntax assignment when Assignments.TryGetValue(assignment.Kind(), out var kind) =>
            [AssignmentExpression(kind, assignment.Left, assignment.Right)],
        LiteralExpressionSyntax literal => OfLiteral(literal, suffix),
        RangeExpressionSyntax range => OfRange(range),
        InvocationExpressionSyntax call => [.. OfCall(call), .. isBoolean ? [Not(call)] : Array.Empty<ExpressionSyntax>()],
        IsPatternExpressionSyntax test => [Not(test), .. OfPattern(test.Pattern).Select(test.WithPattern)],
        SwitchExpressionSyntax choice => OfSwitch(choice),
        IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax when isBoolean => [Not(expression)],
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> OfBinary(BinaryExpressionSyntax binary)
    {
        foreach (var kind in Operators.GetValueOrDefault(binary.Kind(), []))
        {
            yield return BinaryExpression(kind, binary.Left, binary.Right);
        }

        if (binary.Kind() is SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression
            && binary.Parent is IfStatementSyntax or WhileStatementSyntax or ConditionalExpressionSyntax)
        {
            yield return Not(binary);
        }
    }

    private static IEnumerable<ExpressionSyntax> OfPrefix(PrefixUnaryExpressionSyntax prefix) => prefix.Kind() switch
    {
        SyntaxKind.UnaryMinusExpression when prefix.Operand is LiteralExpressionSyntax literal =>
            [literal, .. OfLiteral(literal).Skip(1).Select(l => PrefixUnaryExpression(SyntaxKind.UnaryMinusExpression, Spaced(l)))],
        SyntaxKind.UnaryMinusExpression or SyntaxKind.LogicalNotExpression or SyntaxKind.BitwiseNotExpression => [prefix.Operand],
        SyntaxKind.PreIncrementExpression => [PrefixUnaryExpression(SyntaxKind.PreDecrementExpression, prefix.Operand)],
        SyntaxKind.PreDecrementExpression => [PrefixUnaryExpression(SyntaxKind.PreIncrementExpression, prefix.Operand)],
        _ => [],
    };

    private static IEnumerable<ExpressionSyntax> OfLiteral(LiteralExpressionSyntax literal, string suffix = "") =>
        literal.Token.Value switch
    {
        true => [LiteralExpression(SyntaxKind.FalseLiteralExpression)],
        false => [LiteralExpression(SyntaxKind.TrueLiteralExpression)],
        // The part after a minus sign is changed with it.
        _ when literal.Parent is PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.UnaryMinusExpression }
            && literal.Token.Value is int or long => Numbers(literal, "1", "0"),
        int v => Numbers(literal, $"{v + 1}{suffix}", v == 0 && suffix == "u" ? "2u" : $"{v - 1}{suffix}"),
        uint v => Numbers(literal, $"{v + 1}u", v == 0 ? "2u" : $"{v - 1}u"),
        long v => Numbers(literal, $"{v + 1}L", $"{v - 1}L"),
        double v => Numbers(literal, (v + 1).ToString("R", CultureInfo.InvariantCulture) + "d", v == 0 ? "-1d" : "0d"),
        char v => [LiteralExpression(SyntaxKind.CharacterLiteralExpression, Literal((char)(v + 1)))],
        _ => [],
    };

    private static ExpressionSyntax[] Numbers(LiteralExpressionSyntax literal, params string[] values) =>
        [.. values.Where(v => v != literal.Token.Text).Distinct(StringComparer.Ordinal).Select(v => ParseExpression(v))];

    private static ExpressionSyntax Spaced(ExpressionSyntax expression) => ParenthesizedExpression(expression);

    private static IEnumerable<ExpressionSyntax> OfRange(RangeExpressionSyntax range)
    {
        if (range.LeftOperand is not null)
        {
            yield return range.WithLeftOperand(null);
        }

        if (range.RightOperand is not null)
        {
            yield return range.WithRightOperand(null);
        }
    }

    private static IEnumerable<ExpressionSyntax> OfCall(InvocationExpressionSyntax call)
    {
        if (call.Expression is not MemberAccessExpressionSyntax { Name: IdentifierNameSyntax name } member)
        {
            yield break;
        }

        if (Calls.TryGetValue(name.Identifier.Text, out var other))
        {
            yield return call.WithExpression(member.WithName(IdentifierName(other)));
        }

        if (Filters.Contains(name.Identifier.Text))
        {
            yield return member.Expression is IdentifierNameSyntax { Identifier.Text: "Math" }
                ? call.ArgumentList.Arguments[0].Expression
                : member.Expression;
        }
    }

    private static IEnumerable<ExpressionSyntax> OfSwitch(SwitchExpressionSyntax choice)
    {
        foreach (var arm in choice.Arms)
        {
            if (arm.Pattern is not DiscardPatternSyntax)
            {
                yield return choice.WithArms(choice.Arms.Remove(arm));
            }

            foreach (var pattern in OfPattern(arm.Pattern))
            {
                yield return choice.ReplaceNode(arm, arm.WithPattern(pattern));
            }
        }
    }

    private static IEnumerable<PatternSyntax> OfPattern(PatternSyntax root) =>
        root.DescendantNodesAndSelf().OfType<PatternSyntax>().SelectMany(p => PatternsFor(p).Select(other => root.ReplaceNode(p, other)));

    private static IEnumerable<PatternSyntax> PatternsFor(PatternSyntax pattern) => pattern switch
    {
        ConstantPatternSyntax { Expression: LiteralExpressionSyntax literal } => OfLiteral(literal).Select(l => ConstantPattern(l)),
        RelationalPatternSyntax relation => [
            RelationalPattern(Boundary(relation.OperatorToken), relation.Expression),
            .. relation.Expression is LiteralExpressionSyntax l ? OfLiteral(l).Select(relation.WithExpression) : []
        ],
        BinaryPatternSyntax { RawKind: (int)SyntaxKind.OrPattern } or => [or.Left, or.Right],
        BinaryPatternSyntax and => [and.Left, and.Right, BinaryPattern(SyntaxKind.OrPattern, and.Left, and.Right)],
        UnaryPatternSyntax not => [not.Pattern],
        _ => [],
    };

    private static SyntaxToken Boundary(SyntaxToken relation) => Token(relation.Kind() switch
    {
        SyntaxKind.LessThanToken => SyntaxKind.LessThanEqualsToken,
        SyntaxKind.LessThanEqualsToken => SyntaxKind.LessThanToken,
        SyntaxKind.GreaterThanToken => SyntaxKind.GreaterThanEqualsToken,
        _ => SyntaxKind.GreaterThanToken,
    });

    private static ExpressionSyntax Not(ExpressionSyntax expression) =>
        PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, ParenthesizedExpression(expression));

    private static Dictionary<string, string> BothWays(params (string One, string Other)[] pairs) =>
        pairs.Concat(pairs.Select(p => (One: p.Other, Other: p.One))).ToDictionary(p => p.One, p => p.Other, StringComparer.Ordinal);
}
