using System.Security.Cryptography;
using Clockit.Accounts.Application;
using Clockit.Accounts.Domain;
using Clockit.Accounts.Infrastructure.Store;
using Clockit.ServiceDefaults.Errors;
using Microsoft.EntityFrameworkCore;
using SkiaSharp;

namespace Clockit.Accounts.Infrastructure.Profiles;

/// <summary>Pictures in Postgres: small, few, and in the same backup as their accounts.</summary>
internal sealed class AvatarStore(AccountsDbContext db, IAccountStore accounts) : IAvatarStore
{
    private const int Side = 512;
    private const int Quality = 85;

    /// <summary>A small file can hold a huge picture; decoding one takes four bytes a pixel.</summary>
    private const long MaxPixels = 24_000_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);
    private static readonly SKEncodedImageFormat[] Taken = [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Webp, SKEncodedImageFormat.Gif];

    /// <summary>Two pictures at a time.</summary>
    private static readonly SemaphoreSlim Decoding = new(2);

    public Task<byte[]?> FindAsync(Guid accountId, CancellationToken cancellationToken) =>
        db.Avatars.Where(avatar => avatar.AccountId == accountId).Select(avatar => avatar.Content).FirstOrDefaultAsync(cancellationToken);

    public async Task<Account?> ReplaceAsync(Guid accountId, byte[] image, CancellationToken cancellationToken)
    {
        if (!await Decoding.WaitAsync(Deadline, cancellationToken))
        {
            throw new ServiceUnavailableException("Too many pictures at the same time.");
        }

        byte[]? content;
        try
        {
            content = await Task.Run(() => Encode(image), cancellationToken);
        }
        finally
        {
            Decoding.Release();
        }

        if (content is null)
        {
            return null;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO avatars (account_id, content) SELECT id, {content} FROM accounts WHERE id = {accountId}
            ON CONFLICT (account_id) DO UPDATE SET content = excluded.content
            """,
            cancellationToken);
        var tag = Convert.ToHexStringLower(SHA256.HashData(content))[..16];
        return await accounts.ChangeAsync(accountId, account => account.SetAvatar(tag), cancellationToken);
    }

    /// <summary>Null for what is no such image. Pixels alone go on: positions, cameras, thumbnails and comments stay behind.</summary>
    private static byte[]? Encode(byte[] image)
    {
        using var data = SKData.CreateCopy(image);
        using var codec = SKCodec.Create(data);
        if (codec is null || !Taken.Contains(codec.EncodedFormat) || codec.Info.Width < 1 || codec.Info.Height < 1 || (long)codec.Info.Width * codec.Info.Height > MaxPixels)
        {
            return null;
        }

        using var decoded = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput))
        {
            return null;
        }

        var swapped = codec.EncodedOrigin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var (width, height) = swapped ? (decoded.Height, decoded.Width) : (decoded.Width, decoded.Height);
        var scale = Math.Min(1f, (float)Side / Math.Max(width, height));
        using var surface = SKSurface.Create(new SKImageInfo(Math.Max(1, (int)(width * scale)), Math.Max(1, (int)(height * scale)), SKColorType.Rgba8888, SKAlphaType.Premul));
        surface.Canvas.Scale(scale);
        surface.Canvas.Concat(Upright(codec.EncodedOrigin, width, height));
        using var picture = SKImage.FromBitmap(decoded);
        surface.Canvas.DrawImage(picture, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var snapshot = surface.Snapshot();
        using var encoded = snapshot.Encode(SKEncodedImageFormat.Webp, Quality);
        return encoded?.ToArray();
    }

    /// <summary>Cameras store the sensor's picture and how it was held (EXIF orientation).</summary>
    private static SKMatrix Upright(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
