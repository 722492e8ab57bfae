using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Riveg.Architecture.Tests.Rooms;

/// <summary>
/// Walks through all that a compiled type names: base type, interfaces, constraints, fields, signatures, locals, instructions, catch
/// clauses and attributes. A member that an instruction names counts with its whole signature, so that the answer does not hang on which
/// values the compiler keeps in locals. What leaves no trace in compiled code (<c>nameof</c>, constants, comments) is not seen.
/// </summary>
public sealed class References(Action<string, TypeReference> found)
{
    /// <summary>
    /// Reads <paramref name="type"/> without its nested types; <c>found</c> is called with the member's name and each type that it names.
    /// </summary>
    public void Visit(TypeDefinition type)
    {
        var member = ".";
        Name(member, type.BaseType);
        Attributes(member, type);
        Parameters(member, type);
        foreach (var implementation in type.Interfaces)
        {
            Name(member, implementation.InterfaceType);
            Attributes(member, implementation);
        }

        foreach (var field in type.Fields)
        {
            Name(field.Name, field.FieldType);
            Attributes(field.Name, field);
        }

        foreach (var property in type.Properties)
        {
            Attributes(property.Name, property);
        }

        foreach (var @event in type.Events)
        {
            Name(@event.Name, @event.EventType);
            Attributes(@event.Name, @event);
        }

        foreach (var method in type.Methods)
        {
            Visit(method);
        }
    }

    private void Visit(MethodDefinition method)
    {
        var member = method.Name;
        Signature(member, method);
        Attributes(member, method);
        Attributes(member, method.MethodReturnType);
        Parameters(member, method);
        foreach (var parameter in method.Parameters)
        {
            Attributes(member, parameter);
        }

        foreach (var overridden in method.Overrides)
        {
            Member(member, overridden);
        }

        if (method.HasBody)
        {
            Body(member, method.Body);
        }
    }

    private void Body(string member, MethodBody body)
    {
        foreach (var local in body.Variables)
        {
            Name(member, local.VariableType);
        }

        foreach (var handler in body.ExceptionHandlers)
        {
            Name(member, handler.CatchType);
        }

        foreach (var instruction in body.Instructions)
        {
            switch (instruction.Operand)
            {
                case TypeReference type:
                    Name(member, type);
                    break;
                case MethodReference method:
                    Member(member, method);
                    break;
                case FieldReference field:
                    Name(member, field.DeclaringType);
                    Name(member, field.FieldType);
                    break;
                case CallSite site:
                    Signature(member, site);
                    break;
            }
        }
    }

    private void Member(string member, MethodReference method)
    {
        Name(member, method.DeclaringType);
        Signature(member, method);
        if (method is GenericInstanceMethod instance)
        {
            foreach (var argument in instance.GenericArguments)
            {
                Name(member, argument);
            }
        }
    }

    private void Signature(string member, IMethodSignature signature)
    {
        Name(member, signature.ReturnType);
        foreach (var parameter in signature.Parameters)
        {
            Name(member, parameter.ParameterType);
        }
    }

    private void Parameters(string member, IGenericParameterProvider provider)
    {
        foreach (var parameter in provider.GenericParameters)
        {
            Attributes(member, parameter);
            foreach (var constraint in parameter.Constraints)
            {
                Name(member, constraint.ConstraintType);
                Attributes(member, constraint);
            }
        }
    }

    private void Attributes(string member, ICustomAttributeProvider provider)
    {
        if (!provider.HasCustomAttributes)
        {
            return;
        }

        foreach (var attribute in provider.CustomAttributes)
        {
            Member(member, attribute.Constructor);
            foreach (var argument in attribute.ConstructorArguments.Concat(
                attribute.Properties.Concat(attribute.Fields).Select(a => a.Argument)))
            {
                Argument(member, argument);
            }
        }
    }

    private void Argument(string member, CustomAttributeArgument argument)
    {
        Name(member, argument.Type);
        switch (argument.Value)
        {
            case TypeReference type:
                Name(member, type);
                break;
            case CustomAttributeArgument boxed:
                Argument(member, boxed);
                break;
            case CustomAttributeArgument[] many:
                foreach (var one in many)
                {
                    Argument(member, one);
                }

                break;
        }
    }

    private void Name(string member, TypeReference? type)
    {
        switch (type)
        {
            case null or GenericParameter:
                break;
            case FunctionPointerType pointer:
                Signature(member, pointer);
                break;
            case TypeSpecification specification:
                Specification(member, specification);
                break;
            default:
                found(member, type);
                break;
        }
    }

    private void Specification(string member, TypeSpecification type)
    {
        Name(member, type.ElementType);
        if (type is GenericInstanceType instance)
        {
            foreach (var argument in instance.GenericArguments)
            {
                Name(member, argument);
            }
        }
        else if (type is IModifierType modified)
        {
            Name(member, modified.ModifierType);
        }
    }
}
