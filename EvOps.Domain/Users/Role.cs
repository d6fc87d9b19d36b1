namespace EvOps.Domain.Users;

/// <summary>Who someone is to the network. A person has one or more.</summary>
public enum Role
{
    Admin,
    Operator,
    Support,
    Driver,
}
