using System;
using System.IO;

namespace Microsoft.SqlServer.Server
{
    public enum Format
    {
        Unknown,
        Native,
        UserDefined,
    }

    public interface IBinarySerialize
    {
        void Read(BinaryReader r);

        void Write(BinaryWriter w);
    }

    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
    public sealed class SqlUserDefinedTypeAttribute(Format format) : Attribute
    {
        public Format Format { get; } = format;

        public bool IsByteOrdered { get; set; }

        public bool IsFixedLength { get; set; }

        public int MaxByteSize { get; set; }

        public string? Name { get; set; }

        public string? ValidationMethodName { get; set; }
    }

    public sealed class InvalidUdtException : SystemException
    {
        private InvalidUdtException(string message)
            : base(message)
        {
        }

        public static InvalidUdtException Create(Type udtType, string resourceReason) =>
            new($"'{udtType}' is no valid user-defined type: {resourceReason}");
    }
}
