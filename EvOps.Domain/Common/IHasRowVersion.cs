namespace EvOps.Domain.Common;

/// <summary>
/// A row that two people can fight over. SQL Server renews the version by itself (<c>rowversion</c>);
/// on SQLite the save interceptor does. The loser of a race is refused, never overwritten.
/// </summary>
public interface IHasRowVersion
{
    byte[] RowVersion { get; }
}
