-- The database and its owner, made where they are missing. The password comes from the environment, as sqlcmd's own variables do.
IF DB_ID(N'evops') IS NULL CREATE DATABASE evops;
GO
-- Readers see what was committed and wait for nobody who writes.
IF (SELECT is_read_committed_snapshot_on FROM sys.databases WHERE name = N'evops') = 0 ALTER DATABASE evops SET READ_COMMITTED_SNAPSHOT ON;
GO
IF SUSER_ID(N'evops') IS NULL
    CREATE LOGIN evops WITH PASSWORD = N'$(EVOPS_DB_PASSWORD)', DEFAULT_DATABASE = evops;
ELSE
    ALTER LOGIN evops WITH PASSWORD = N'$(EVOPS_DB_PASSWORD)';
GO
USE evops;
GO
IF USER_ID(N'evops') IS NULL CREATE USER evops FOR LOGIN evops;
ALTER ROLE db_owner ADD MEMBER evops;
GO
