using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Riveg.Mutants;

/// <summary>
/// Writes all mutants of a file into it at once: each changed expression becomes <c>(Is(id) ? changed : original)</c> and each statement
/// that can be left out
/// <c>if (!Is(id)) statement</c>, so that one build holds them all and a number says which one is alive.
/// </summary>
internal sealed class MutantWriter(
    SemanticModel model, string file, int firstId, IReadOnlySet<int> leftOut, IReadOnlySet<string> fixedConstants) : CSharpSyntaxRewriter
{
    public const string Annotation = "mutant";

    private static readonly IdentifierNameSyntax Discard = IdentifierName(
        Identifier(default, SyntaxKind.UnderscoreToken, "_", "_", default));

    private readonly Microsoft.CodeAnalysis.Text.SourceText text = model.SyntaxTree.GetText();
    private int nextId = firstId;

    public List<Mutant> Mutants { get; } = [];

    /// <summary>The number after the last one, those left out included.</summary>
    public int NextId => nextId;

    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || !MayChange(expression))
        {
            return base.Visit(node);
        }

        var changes = Expressions.Of(expression, IsBooleanValue(expression), Suffix(expression)).ToList();
        var isStatement = expression.Parent is ExpressionStatementSyntax
            || (expression.Parent is ForStatementSyntax loop && loop.Incrementors.Contains(expression));
        if (changes.Count == 0 || (isStatement && expression is InvocationExpressionSyntax))
        {
            return base.Visit(node);
        }

        var ids = changes.ConvertAll(c => Number(expression, $"{expression} -> {c.NormalizeWhitespace()}"));
        var result = (ExpressionSyntax)base.Visit(expression)!;
        result = changes.Zip(ids).Where(c => c.Second >= 0).Aggregate(result, (inner, c) => Choose(c.Second, c.First, inner));
        return isStatement && ids.Exists(id => id >= 0)
            ? AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, Discard, result)
            : result;
    }

    public override SyntaxNode? VisitExpressionStatement(ExpressionStatementSyntax node) =>
        Removable(node, (StatementSyntax)base.VisitExpressionStatement(node)!);

    public override SyntaxNode? VisitThrowStatement(ThrowStatementSyntax node) =>
        Removable(node, (StatementSyntax)base.VisitThrowStatement(node)!);

    public override SyntaxNode? VisitBreakStatement(BreakStatementSyntax node) =>
        node.Parent is SwitchSectionSyntax ? node : Removable(node, node);

    public override SyntaxNode? VisitContinueStatement(ContinueStatementSyntax node) => Removable(node, node);

    public override SyntaxNode? VisitYieldStatement(YieldStatementSyntax node) =>
        Removable(node, (StatementSyntax)base.VisitYieldStatement(node)!);

    public override SyntaxNode? VisitReturnStatement(ReturnStatementSyntax node)
    {
        if (node.Expression is null)
        {
            return Removable(node, node);
        }

        var visited = node.WithExpression(OrDefault(node.Expression));
        return node.Parent is BlockSyntax { Parent: IfStatementSyntax or ForStatementSyntax or ForEachStatementSyntax }
            ? Removable(node, visited)
            : visited;
    }

    public override SyntaxNode? VisitArrowExpressionClause(ArrowExpressionClauseSyntax node) =>
        node.Expression is ThrowExpressionSyntax or AssignmentExpressionSyntax
        ? base.VisitArrowExpressionClause(node)
        : node.WithExpression(OrDefault(node.Expression));

    public override SyntaxNode? VisitFieldDeclaration(FieldDeclarationSyntax node)
    {
        if (!node.Modifiers.Any(SyntaxKind.ConstKeyword))
        {
            return base.VisitFieldDeclaration(node);
        }

        // A constant that is used where only constants may stand keeps its value.
        var variable = node.Declaration.Variables[0];
        if (fixedConstants.Contains(variable.Identifier.Text) || node.Declaration.Type.ToString() == "string")
        {
            return node;
        }

        return PropertyDeclaration(node.Declaration.Type, variable.Identifier)
            .WithModifiers(TokenList(node.Modifiers.Where(m => !m.IsKind(SyntaxKind.ConstKeyword)).Append(Token(SyntaxKind.StaticKeyword))))
            .WithExpressionBody(ArrowExpressionClause((ExpressionSyntax)Visit(variable.Initializer!.Value)!))
            .WithSemicolonToken(Token(SyntaxKind.SemicolonToken));
    }

    public override SyntaxNode? VisitAttributeList(AttributeListSyntax node) => node;

    public override SyntaxNode? VisitParameter(ParameterSyntax node) => node;

    public override SyntaxNode? VisitEnumDeclaration(EnumDeclarationSyntax node) => node;

    public override SyntaxNode? VisitCaseSwitchLabel(CaseSwitchLabelSyntax node) => node;

    public override SyntaxNode? VisitIsPatternExpression(IsPatternExpressionSyntax node) =>
        node.WithExpression((ExpressionSyntax)Visit(node.Expression)!);

    public override SyntaxNode? VisitSwitchExpressionArm(SwitchExpressionArmSyntax node) =>
        node.WithExpression((ExpressionSyntax)Visit(node.Expression)!);

    public override SyntaxNode? VisitLocalDeclarationStatement(LocalDeclarationStatementSyntax node) =>
        node.IsConst ? node : base.VisitLocalDeclarationStatement(node);

    private ExpressionSyntax OrDefault(ExpressionSyntax expression)
    {
        var visited = (ExpressionSyntax)Visit(expression)!;
        if (!MayChange(expression)
            || expression is ThrowExpressionSyntax or LiteralExpressionSyntax or DefaultExpressionSyntax
            || model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_Void)
        {
            return visited;
        }

        var id = Number(expression, $"{Short(expression)} -> default");
        return id < 0
            ? visited
            : Choose(id, LiteralExpression(SyntaxKind.DefaultLiteralExpression, Token(SyntaxKind.DefaultKeyword)), visited);
    }

    private StatementSyntax Removable(StatementSyntax node, StatementSyntax visited)
    {
        if (DeclaresNames(node) || (node.Parent is not BlockSyntax && node.Parent is not SwitchSectionSyntax))
        {
            return visited;
        }

        var id = Number(node, $"without {Short(node)}");
        return id < 0 ? visited : Marked(id, IfStatement(PrefixUnaryExpression(SyntaxKind.LogicalNotExpression, Is(id)), Block(visited)));
    }

    private int Number(SyntaxNode node, string change)
    {
        var id = nextId++;
        if (leftOut.Contains(id))
        {
            return -1;
        }

        var line = model.SyntaxTree.GetLineSpan(node.Span).StartLinePosition.Line;
        Mutants.Add(new Mutant(id, file, line + 1, text.Lines[line].ToString().Trim(), OneLine(change)));
        return id;
    }

    private bool IsBooleanValue(ExpressionSyntax expression) =>
        expression is InvocationExpressionSyntax or IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax
        && expression.Parent is not (MemberAccessExpressionSyntax or NameColonSyntax or PrefixUnaryExpressionSyntax)
        && !(expression.Parent is AssignmentExpressionSyntax assignment && assignment.Left == expression)
        && !(expression.Parent is ArgumentSyntax argument && !argument.RefKindKeyword.IsKind(SyntaxKind.None))
        && model.GetSymbolInfo(expression).Symbol is not ITypeSymbol
        && model.GetTypeInfo(expression).Type?.SpecialType == SpecialType.System_Boolean;

    // A number that becomes another type would not fit in its place.
    private string Suffix(ExpressionSyntax expression) =>
        expression is not LiteralExpressionSyntax ? string.Empty : model.GetTypeInfo(expression).ConvertedType?.SpecialType switch
    {
        SpecialType.System_UInt32 => "u",
        SpecialType.System_Int64 => "L",
        _ => string.Empty,
    };

    // A name that an expression declares would be declared twice, and a part of a chain behind ?. cannot stand alone.
    private static bool MayChange(ExpressionSyntax expression) => !DeclaresNames(expression)
        && !expression.DescendantNodesAndSelf().Any(n => n is MemberBindingExpressionSyntax or ElementBindingExpressionSyntax
            && n.Ancestors().OfType<ConditionalAccessExpressionSyntax>().First().Span is var chain && !expression.Span.Contains(chain));

    private static bool DeclaresNames(SyntaxNode node) =>
        node.DescendantNodesAndSelf(n => n is not (AnonymousFunctionExpressionSyntax or SwitchExpressionArmSyntax))
            .Any(n => n is SingleVariableDesignationSyntax);

    private static ExpressionSyntax Choose(int id, ExpressionSyntax changed, ExpressionSyntax original) =>
        ParenthesizedExpression(Marked(id, ConditionalExpression(Is(id), ParenthesizedIfNeeded(changed), original)));

    private static ExpressionSyntax ParenthesizedIfNeeded(ExpressionSyntax expression) =>
        expression is LiteralExpressionSyntax or CollectionExpressionSyntax ? expression : ParenthesizedExpression(expression);

    private static ExpressionSyntax Is(int id) => ParseExpression($"global::{MutatedLibrary.SwitchName}.Is({id})");

    private static T Marked<T>(int id, T node)
        where T : SyntaxNode => node.WithAdditionalAnnotations(
            new SyntaxAnnotation(Annotation, id.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    private static string Short(SyntaxNode node)
    {
        var text = OneLine(node.ToString());
        return text.Length <= 60 ? text : $"{text[..57]}...";
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
