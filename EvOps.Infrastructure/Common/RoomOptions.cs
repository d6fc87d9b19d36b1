using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Common;

/// <summary>How every room takes its settings: one record with defaults, bound from one section, refused at start when it is wrong.</summary>
public static class RoomOptions
{
    public static IServiceCollection AddRoomOptions<TOptions>(this IServiceCollection services, string section)
        where TOptions : class
    {
        services.AddOptions<TOptions>().BindConfiguration(section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TOptions>>(new Validation<TOptions>(section));
        return services;
    }

    /// <summary>Names the setting as the operator wrote it, not the class it is bound to.</summary>
    private sealed class Validation<TOptions>(string section) : IValidateOptions<TOptions>
        where TOptions : class
    {
        public ValidateOptionsResult Validate(string? name, TOptions options)
        {
            List<ValidationResult> faults = [];
            if (Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true)) return ValidateOptionsResult.Success;
            return ValidateOptionsResult.Fail(faults.Select(fault => $"{section}:{string.Join(", ", fault.MemberNames)}: {fault.ErrorMessage}"));
        }
    }
}
