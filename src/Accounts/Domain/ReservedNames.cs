using System.Text;

namespace Clockit.Accounts.Domain;

/// <summary>Names that look as if the site itself spoke. Looks are compared, not letters (after Unicode Technical Standard 39).</summary>
public static class ReservedNames
{
    /// <summary>Letters that look like a Latin one. What is not here looks like itself.</summary>
    private static readonly Dictionary<int, char> LookAlikes = Pairs(
        "аaɑaαaᴀaɐaàaáaâaãaäaåaāaăaąa" + "вbЬbьbʙbßb" + "сcϲcᴄcçcćcčc" + "ԁdɗdďd" + "еeєeҽeεeéeèeêeëeēeėeęeěe" + "ƒf" + "ɡgցgğg" + "һhհhнhʜh"
        + "іiїiıiɩiιi1iliɪi|i!iíiìiîiïiīiįi" + "јjʝj" + "кkκkᴋk" + "мmʍmᴍm" + "пnռnηnոnñnńnňnɴn"
        + "оoοoօoσo0oөoᴏoóoòoôoõoöoøoōo" + "рpρp" + "ԛqզq" + "гrᴦrřrʀr" + "ѕsꜱsśsšs5s$s" + "тtτtᴛtťt7t" + "υuսuᴜuúuùuûuüuūuůu" + "νvѵvᴠv" + "ѡwԝwᴡwωw"
        + "хxχx×x" + "уyүyγyʏyýyÿy" + "ᴢzźzżzžz2z" + "3e4a@a");

    private static readonly HashSet<string> Reserved = new(
        new[]
        {
            "admin", "admins", "administrator", "administrators", "root", "system", "sysadmin", "superuser", "owner", "operator",
            "clockit", "clockitlive", "clockit-live", "clockitadmin", "clockitsupport", "clockitteam", "clockitstaff",
            "support", "supportteam", "help", "helpdesk", "service", "staff", "team", "official", "security", "abuse", "trust", "safety",
            "moderator", "moderators", "mod", "mods", "moderation", "webmaster", "hostmaster", "postmaster", "noreply", "mailer-daemon",
            "billing", "payments", "legal", "privacy", "info", "contact", "news", "press", "status",
            "deleted", "deletedaccount", "anonymous", "nobody", "null", "undefined", "everyone", "here", "me",
            "api", "auth", "hubs", "whip", "health", "internal", "oembed", "embed", "watch", "signin", "login", "register",
        }.Select(Skeleton),
        StringComparer.Ordinal);

    /// <summary>Whether a name reads as a reserved one.</summary>
    public static bool IsReserved(string name) => Reserved.Contains(Skeleton(name));

    /// <summary>What a name looks like: two of one skeleton are hard to tell apart.</summary>
    public static string Skeleton(string name)
    {
        if (!ProfileRules.IsText(name))
        {
            return name;
        }

        var skeleton = new StringBuilder();
        foreach (var rune in name.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Normalize(NormalizationForm.FormC).EnumerateRunes())
        {
            if (LookAlikes.TryGetValue(rune.Value, out var latin))
            {
                skeleton.Append(latin);
            }
            else if (Rune.IsLetterOrDigit(rune))
            {
                skeleton.Append(rune);
            }
        }

        return skeleton.Replace("rn", "m").Replace("vv", "w").ToString();
    }

    private static Dictionary<int, char> Pairs(string pairs)
    {
        var map = new Dictionary<int, char>();
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            map[pairs[i]] = pairs[i + 1];
        }

        return map;
    }
}
