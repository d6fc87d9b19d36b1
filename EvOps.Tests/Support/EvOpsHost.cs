using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using EvOps.Domain.Users;
using EvOps.Infrastructure.Database;
using EvOps.Infrastructure.Users;
using EvOps.Web;
using EvOps.Web.Common;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EvOps.Tests.Support;

/// <summary>
/// The real application in this process: real Kestrel on a free port, real SQLite file in a folder of its own, nobody enrolled.
/// Share one per class (<c>IClassFixture&lt;EvOpsHost&gt;</c>) where tests do not disturb each other; otherwise start one:
/// <code>
/// await using var host = await EvOpsHost.StartAsync(clock: new FakeClock(), settings: ["Sessions:X=1"]);
/// var http = host.Client(Role.Operator);
/// </code>
/// </summary>
public sealed class EvOpsHost : IAsyncLifetime
{
    /// <summary>Of everybody the host is asked for.</summary>
    public const string Password = "Right-password-1";

    private const string DatabaseFile = "evops.db";

    // Made once: to make the schema anew takes longer than many a test.
    private static readonly Lazy<Task<string>> EmptyDatabase = new(MakeEmptyDatabaseAsync);

    private readonly string folder = Directory.CreateTempSubdirectory("evops-test-").FullName;
    private readonly string[] settings;
    private readonly Action<WebApplicationBuilder>? configure;
    private readonly Action<WebApplication>? map;
    private readonly Dictionary<Role, Standing> people = [];
    private readonly ConcurrentBag<HttpClient> clients = [];
    private WebApplication? app;

    public EvOpsHost()
        : this(null, [], null, null)
    {
    }

    private EvOpsHost(FakeClock? clock, string[] settings, Action<WebApplicationBuilder>? configure, Action<WebApplication>? map) =>
        (Clock, this.settings, this.configure, this.map) = (clock, settings, configure, map);

    /// <summary>The application's clock, where the test brought one.</summary>
    public FakeClock? Clock { get; }

    /// <summary>Such as http://127.0.0.1:41234/.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => app!.Services;

    /// <summary>Starts a host of one's own.</summary>
    /// <param name="clock">Stands until the test advances it; without one time passes.</param>
    /// <param name="settings">"Section:Key=value" each.</param>
    /// <param name="configure">Last word on the services.</param>
    /// <param name="map">Endpoints of the test's own.</param>
    public static async Task<EvOpsHost> StartAsync(
        FakeClock? clock = null, string[]? settings = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null)
    {
        var host = new EvOpsHost(clock, settings ?? [], configure, map);
        await host.InitializeAsync();
        return host;
    }

    public async ValueTask InitializeAsync()
    {
        File.Copy(await EmptyDatabase.Value, Path.Combine(folder, DatabaseFile));
        await StartAsync("http://127.0.0.1:0");
    }

    /// <summary>Stops as on SIGTERM. What was saved stays until the host is disposed.</summary>
    public async Task StopAsync()
    {
        if (app is null) return;
        await app.StopAsync();
        await app.DisposeAsync();
        app = null;
    }

    /// <summary>Starts again after <see cref="StopAsync"/>: the same database, the same address.</summary>
    public Task StartAgainAsync() => StartAsync(Address.ToString());

    private async Task StartAsync(string url)
    {
        app = EvOpsApp.Build(
            [
                "--urls", url, "--environment", "Testing",
                "--ConnectionStrings:EvOps", $"Data Source={Path.Combine(folder, DatabaseFile)}",
                .. settings.Select(setting => "--" + setting),
            ],
            Configure);
        map?.Invoke(app);
        await app.StartAsync();
        Address = new Uri(app.Urls.First());
    }

    /// <summary>A service of the application: a use case, a query, the live feed.</summary>
    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A context on the application's database; dispose it.</summary>
    public EvOpsDb OpenDb() => Get<IDbContextFactory<EvOpsDb>>().CreateDbContext();

    /// <summary>Someone of this role, signed in with a bearer token; null: nobody.</summary>
    public HttpClient Client(Role? role = null)
    {
        var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = Address };
        clients.Add(http);
        if (role is not { } known) return http;

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Get<Web.Users.Tokens>().Issue(PersonOf(known)).AccessToken);
        return http;
    }

    /// <summary>The console's cookie of someone of this role: name and value.</summary>
    public (string Name, string Value) CookieOf(Role role)
    {
        const string scheme = CookieAuthenticationDefaults.AuthenticationScheme;
        var cookie = Get<IOptionsMonitor<CookieAuthenticationOptions>>().Get(scheme);
        var now = Get<TimeProvider>().GetUtcNow();
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + cookie.ExpireTimeSpan };
        return (cookie.Cookie.Name!, cookie.TicketDataFormat.Protect(new AuthenticationTicket(PersonClaims.Ticket(PersonOf(role), scheme), properties, scheme)));
    }

    /// <summary>A browser's view of the console: signed in by cookie, redirects not followed.</summary>
    public HttpClient Browser(Role role)
    {
        var http = Client();
        var (name, value) = CookieOf(role);
        http.DefaultRequestHeaders.Add("Cookie", $"{name}={value}");
        http.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        return http;
    }

    /// <summary>Someone of this role, as use cases take him.</summary>
    public Actor ActorOf(Role role) => new(PersonOf(role).PersonId, PersonOf(role).Email, [role], "test");

    /// <summary>The address of the role's person: with <see cref="Password"/> the sign-in page takes it.</summary>
    public static string EmailOf(Role role) => $"{role.ToString().ToLowerInvariant()}@test.local";

    /// <summary>The role's person, made when first asked for.</summary>
    public Standing PersonOf(Role role)
    {
        lock (people)
        {
            if (!people.TryGetValue(role, out var person)) people[role] = person = AddPerson(EmailOf(role), role);
            return person;
        }
    }

    /// <summary>Another person, with <see cref="Password"/>.</summary>
    public Standing AddPerson(string email, params Role[] roles)
    {
        using var db = OpenDb();
        var person = Person.Create(email, email.Split('@')[0], Get<TimeProvider>().GetUtcNow());
        person.SetPasswordHash(Get<IPasswordHasher<Person>>().HashPassword(person, Password));
        db.People.Add(person);
        db.PersonRoles.AddRange(roles.Select(role => RoleRows.Link(person.Id, role)));
        db.SaveChanges();
        return new Standing(person.Id, email, person.DisplayName, roles, false, person.SecurityStamp!);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in clients) client.Dispose();
        await StopAsync();
        // A circuit that outlived its browser may look into the database once more, and so put a new file into the folder.
        for (var tries = 1; ; tries++)
        {
            Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
            try
            {
                Directory.Delete(folder, recursive: true);
                return;
            }
            catch (IOException) when (tries < 20)
            {
                await Task.Delay(25);
            }
        }
    }

    private static async Task<string> MakeEmptyDatabaseAsync()
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("evops-empty-").FullName, DatabaseFile);
        await using var services = new ServiceCollection().AddLogging()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:EvOps", $"Data Source={file};Pooling=False")]).Build())
            .AddDatabase().BuildServiceProvider();
        Assert.True((await services.GetRequiredService<DatabaseStart>().RunAsync(default)).IsDone);
        return file;
    }

    private void Configure(WebApplicationBuilder builder)
    {
        // Nobody reads what a thousand houses write.
        builder.Logging.ClearProviders();
        // Hashing slowly protects passwords and delays tests.
        builder.Services.Configure<PasswordHasherOptions>(hasher => hasher.IterationCount = 1000);
        if (Clock is not null) builder.Services.AddSingleton<TimeProvider>(Clock);
        configure?.Invoke(builder);
    }
}
