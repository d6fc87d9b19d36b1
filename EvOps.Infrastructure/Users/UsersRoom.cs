using EvOps.Infrastructure.Common;
using EvOps.Infrastructure.Database;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EvOps.Infrastructure.Users;

public static class UsersRoom
{
    public static IServiceCollection AddUsers(this IServiceCollection services)
    {
        services.AddRoomOptions<UsersOptions>(UsersOptions.Section);
        services.AddRoomOptions<BootstrapOptions>(BootstrapOptions.Section);
        services.AddRoomOptions<DemoOptions>(DemoOptions.Section);
        AddIdentity(services);

        services.AddSingleton<AuditTrail>();
        services.AddSingleton<PeopleAtStart>();
        services.AddSingleton<Standings>();
        services.AddSingleton<SignIn>();
        services.AddSingleton<InviteLinks>();
        services.AddSingleton<InvitePerson>();
        services.AddSingleton<RenewInvite>();
        services.AddSingleton<AcceptInvite>();
        services.AddSingleton<ChangePassword>();
        services.AddSingleton<ChangeRoles>();
        services.AddSingleton<ChangePhone>();
        services.AddSingleton<DisablePerson>();
        services.AddSingleton<EnablePerson>();
        services.AddSingleton<ChooseMail>();
        services.AddSingleton<ListPeople>();
        services.AddSingleton<ListAudit>();

        services.AddSingleton<AuthorizeTag>();
        services.AddSingleton<SaveTag>();
        services.AddSingleton<RemoveTag>();
        services.AddSingleton<ListTags>();
        services.AddSingleton<ListOwnTags>();
        return services;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        // Stateless, and asked by use cases that outlive a request; Identity itself would register it per request.
        services.AddSingleton<IPasswordHasher<Person>, PasswordHasher<Person>>();
        services.AddIdentityCore<Person>(identity =>
        {
            identity.User.RequireUniqueEmail = true;
            identity.Password.RequiredLength = 10;
            identity.Password.RequireNonAlphanumeric = false;
        }).AddRoles<IdentityRole<Guid>>().AddEntityFrameworkStores<EvOpsDb>();
        services.AddOptions<IdentityOptions>().Configure<IOptions<UsersOptions>>((identity, users) =>
        {
            identity.Lockout.MaxFailedAccessAttempts = users.Value.LockOutAfter;
            identity.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(users.Value.LockOutMinutes);
        });

        // One name and one ring of keys for all nodes, whatever folder each runs in.
        services.AddDataProtection().SetApplicationName("EvOps");
        services.AddOptions<KeyManagementOptions>().Configure<IDbContextFactory<EvOpsDb>, TimeProvider>(
            (keys, databases, time) => keys.XmlRepository = new KeyRing(databases, time));
    }
}
