using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockit.Accounts.Infrastructure.Migrations
{
    /// <summary>Sessions, and columns that follow the convention. Written by hand: everything that was stored stays.</summary>
    public partial class Sessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.Sql("""
            -- Identity's own tables and columns that were never used.
            DROP TABLE "AspNetUserClaims", "AspNetUserTokens";
            ALTER TABLE accounts
                DROP COLUMN "Email", DROP COLUMN "NormalizedEmail", DROP COLUMN "EmailConfirmed", DROP COLUMN "PhoneNumber",
                DROP COLUMN "PhoneNumberConfirmed", DROP COLUMN "TwoFactorEnabled", DROP COLUMN "LockoutEnd", DROP COLUMN "LockoutEnabled",
                DROP COLUMN "AccessFailedCount", DROP COLUMN "ConcurrencyStamp";

            ALTER TABLE accounts RENAME CONSTRAINT "PK_accounts" TO pk_accounts;
            ALTER TABLE accounts RENAME COLUMN "Id" TO id;
            ALTER TABLE accounts RENAME COLUMN "DisplayName" TO display_name;
            ALTER TABLE accounts RENAME COLUMN "AvatarUrl" TO avatar_url;
            ALTER TABLE accounts RENAME COLUMN "Roles" TO roles;
            ALTER TABLE accounts RENAME COLUMN "CreatedAt" TO created_at;
            ALTER TABLE accounts RENAME COLUMN "UserName" TO username;
            ALTER TABLE accounts RENAME COLUMN "NormalizedUserName" TO username_key;
            ALTER TABLE accounts RENAME COLUMN "PasswordHash" TO password_hash;
            ALTER TABLE accounts RENAME COLUMN "SecurityStamp" TO security_stamp;
            ALTER TABLE accounts RENAME COLUMN "ProfileAsOf" TO profile_as_of;
            ALTER INDEX "UserNameIndex" RENAME TO ix_accounts_username_key;
            ALTER TABLE accounts
                ALTER COLUMN username SET NOT NULL,
                ALTER COLUMN username_key SET NOT NULL,
                ADD COLUMN avatar_tag text NULL,
                ADD COLUMN bio text NULL,
                ADD COLUMN links text[] NOT NULL DEFAULT '{}',
                ADD COLUMN disabled_at timestamp with time zone NULL;
            ALTER TABLE accounts ALTER COLUMN links DROP DEFAULT;

            ALTER TABLE "AspNetUserLogins" RENAME TO external_logins;
            ALTER TABLE external_logins DROP COLUMN "ProviderDisplayName";
            ALTER TABLE external_logins RENAME COLUMN "LoginProvider" TO issuer;
            ALTER TABLE external_logins RENAME COLUMN "ProviderKey" TO subject;
            ALTER TABLE external_logins RENAME COLUMN "UserId" TO account_id;
            ALTER TABLE external_logins RENAME CONSTRAINT "PK_AspNetUserLogins" TO pk_external_logins;
            ALTER TABLE external_logins RENAME CONSTRAINT "FK_AspNetUserLogins_accounts_UserId" TO fk_external_logins_accounts_account_id;
            ALTER INDEX "IX_AspNetUserLogins_UserId" RENAME TO ix_external_logins_account_id;

            CREATE TABLE sessions (
                id uuid NOT NULL,
                account_id uuid NOT NULL,
                kind integer NOT NULL,
                device character varying(200) NOT NULL,
                address text NOT NULL,
                created_at timestamp with time zone NOT NULL,
                last_seen_at timestamp with time zone NOT NULL,
                expires_at timestamp with time zone NOT NULL,
                revoked_at timestamp with time zone NULL,
                CONSTRAINT pk_sessions PRIMARY KEY (id),
                CONSTRAINT fk_sessions_accounts_account_id FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
            );
            CREATE INDEX ix_sessions_account_id ON sessions (account_id);
            CREATE INDEX ix_sessions_expires_at ON sessions (expires_at);

            -- A family of refresh tokens becomes a program's session of the same id.
            DELETE FROM refresh_tokens WHERE "RevokedAt" IS NOT NULL OR "ExpiresAt" <= now();
            INSERT INTO sessions (id, account_id, kind, device, address, created_at, last_seen_at, expires_at)
                SELECT "FamilyId", "AccountId", 1, '', '', min("CreatedAt"), max("CreatedAt"), max("ExpiresAt")
                FROM refresh_tokens GROUP BY "FamilyId", "AccountId";
            ALTER TABLE refresh_tokens DROP CONSTRAINT "FK_refresh_tokens_accounts_AccountId";
            DROP INDEX "IX_refresh_tokens_AccountId";
            ALTER TABLE refresh_tokens DROP COLUMN "AccountId", DROP COLUMN "RevokedAt";
            ALTER TABLE refresh_tokens RENAME COLUMN "Hash" TO hash;
            ALTER TABLE refresh_tokens RENAME COLUMN "FamilyId" TO session_id;
            ALTER TABLE refresh_tokens RENAME COLUMN "CreatedAt" TO created_at;
            ALTER TABLE refresh_tokens RENAME COLUMN "ExpiresAt" TO expires_at;
            ALTER TABLE refresh_tokens RENAME COLUMN "UsedAt" TO used_at;
            ALTER TABLE refresh_tokens RENAME CONSTRAINT "PK_refresh_tokens" TO pk_refresh_tokens;
            ALTER INDEX "IX_refresh_tokens_ExpiresAt" RENAME TO ix_refresh_tokens_expires_at;
            ALTER INDEX "IX_refresh_tokens_FamilyId" RENAME TO ix_refresh_tokens_session_id;
            ALTER TABLE refresh_tokens
                ADD COLUMN successor_hash bytea NULL,
                ADD COLUMN protected_successor bytea NULL,
                ADD CONSTRAINT fk_refresh_tokens_sessions_session_id FOREIGN KEY (session_id) REFERENCES sessions (id) ON DELETE CASCADE;

            ALTER TABLE signing_keys RENAME CONSTRAINT "PK_signing_keys" TO pk_signing_keys;
            ALTER TABLE signing_keys RENAME COLUMN "Id" TO id;
            ALTER TABLE signing_keys RENAME COLUMN "ProtectedPrivateKey" TO protected_private_key;
            ALTER TABLE signing_keys RENAME COLUMN "CreatedAt" TO created_at;

            ALTER TABLE data_protection_keys RENAME CONSTRAINT "PK_data_protection_keys" TO pk_data_protection_keys;
            ALTER TABLE data_protection_keys RENAME COLUMN "Id" TO id;
            ALTER TABLE data_protection_keys RENAME COLUMN "Xml" TO xml;
            ALTER TABLE data_protection_keys ALTER COLUMN xml DROP NOT NULL, ADD COLUMN friendly_name text NULL;

            ALTER TABLE follows RENAME CONSTRAINT "PK_follows" TO pk_follows;
            ALTER TABLE follows RENAME CONSTRAINT "FK_follows_accounts_FollowerId" TO fk_follows_accounts_follower_id;
            ALTER TABLE follows RENAME CONSTRAINT "FK_follows_accounts_FolloweeId" TO fk_follows_accounts_followee_id;
            ALTER TABLE follows RENAME COLUMN "FollowerId" TO follower_id;
            ALTER TABLE follows RENAME COLUMN "FolloweeId" TO followee_id;
            ALTER TABLE follows RENAME COLUMN "Number" TO number;
            ALTER TABLE follows RENAME COLUMN "CreatedAt" TO created_at;
            ALTER INDEX "IX_follows_FollowerId_Number" RENAME TO ix_follows_follower_id_number;
            ALTER INDEX "IX_follows_FolloweeId_Number" RENAME TO ix_follows_followee_id_number;

            -- Of accounts that may be gone: no foreign key any more.
            ALTER TABLE profile_changes DROP CONSTRAINT "FK_profile_changes_accounts_AccountId";
            DROP INDEX "IX_profile_changes_AccountId";
            ALTER TABLE profile_changes RENAME CONSTRAINT "PK_profile_changes" TO pk_profile_changes;
            ALTER TABLE profile_changes RENAME COLUMN "Number" TO number;
            ALTER TABLE profile_changes RENAME COLUMN "AccountId" TO account_id;
            ALTER TABLE profile_changes RENAME COLUMN "DueAt" TO due_at;
            ALTER TABLE profile_changes RENAME COLUMN "Attempts" TO attempts;
            ALTER INDEX "IX_profile_changes_DueAt" RENAME TO ix_profile_changes_due_at;

            CREATE TABLE api_tokens (
                id uuid NOT NULL,
                account_id uuid NOT NULL,
                name character varying(200) NOT NULL,
                hash bytea NOT NULL,
                scopes text[] NOT NULL,
                created_at timestamp with time zone NOT NULL,
                expires_at timestamp with time zone NOT NULL,
                last_used_at timestamp with time zone NULL,
                CONSTRAINT pk_api_tokens PRIMARY KEY (id),
                CONSTRAINT fk_api_tokens_accounts_account_id FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
            );
            CREATE INDEX ix_api_tokens_account_id ON api_tokens (account_id);
            CREATE UNIQUE INDEX ix_api_tokens_hash ON api_tokens (hash);

            CREATE TABLE account_changes (
                number bigint GENERATED ALWAYS AS IDENTITY,
                kind integer NOT NULL,
                account_id uuid NOT NULL,
                session_id uuid NULL,
                at timestamp with time zone NOT NULL,
                CONSTRAINT pk_account_changes PRIMARY KEY (number)
            );
            CREATE INDEX ix_account_changes_at ON account_changes (at);

            CREATE TABLE sign_in_failures (
                key bytea NOT NULL,
                count integer NOT NULL,
                until timestamp with time zone NOT NULL,
                CONSTRAINT pk_sign_in_failures PRIMARY KEY (key)
            );
            CREATE INDEX ix_sign_in_failures_until ON sign_in_failures (until);

            CREATE TABLE avatars (
                account_id uuid NOT NULL,
                content bytea NOT NULL,
                CONSTRAINT pk_avatars PRIMARY KEY (account_id),
                CONSTRAINT fk_avatars_accounts_account_id FOREIGN KEY (account_id) REFERENCES accounts (id) ON DELETE CASCADE
            );
            """);

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            throw new NotSupportedException("The way back is a backup from before: programs' sessions cannot be told from browsers' in the former tables.");
    }
}
