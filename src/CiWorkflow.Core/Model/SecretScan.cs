using System;
using System.Text;

namespace CiWorkflow.Model;

/// <summary>
/// Goes through a text once, and masks the values of what has a secret's name and the user, query and fragment of addresses. Written by
/// hand: no part of a text is read again for each place before it, so that the time grows with the text and no faster.
/// </summary>
internal sealed class SecretScan
{
    // No element's name is as long; the end of one that is can't be looked for in time.
    private const int LongestName = 256;

    private readonly string _text;
    private readonly bool _isPlace;
    private readonly StringBuilder _masked = new();
    private int _at;
    private int _copied;
    private long _reads;

    // The next place behind a place where a character of a kind stands, which holds until it is passed.
    private int _stop = -1;
    private int _colon = -1;
    private int _query = -1;

    /// <param name="text">The text.</param>
    /// <param name="isPlace">Whether it is the host and the path of an address, whose own parts were masked.</param>
    public SecretScan(string text, bool isPlace = false)
    {
        _text = text;
        _isPlace = isPlace;
    }

    private char Last => _at > 0 ? At(_at - 1) : ' ';

    /// <summary>The text with what is secret masked.</summary>
    public string Mask(ref long reads)
    {
        while (_at < _text.Length)
        {
            if (!_isPlace && IsTokenStart() && (TryUser() || TryQuery()))
            {
                continue;
            }

            char c = At(_at);
            bool isDone = c switch
            {
                '<' => TryElement(),
                ':' or '%' when !_isPlace => TryAddress(),
                _ => IsNameChar(c) && !IsNameChar(Last) && TryName(),
            };
            _at += isDone ? 0 : 1;
        }

        reads += _reads;
        return _copied == 0 ? _text : _masked.Append(_text, _copied, _text.Length - _copied).ToString();
    }

    private char At(int index)
    {
        _reads++;
        return index < _text.Length ? _text[index] : '\0';
    }

    /// <summary>Masks from a place on, and goes on behind another.</summary>
    private void Replace(int from, int to, string mask = Redaction.Mask)
    {
        if (to > from)
        {
            _masked.Append(_text, _copied, from - _copied).Append(mask);
            _copied = to;
        }

        _at = to;
    }

    private int Skip(int from, Func<char, bool> isSkipped)
    {
        int at = from;
        while (at < _text.Length && isSkipped(At(at)))
        {
            at++;
        }

        return at;
    }

    // <token a="1">…</token>; one that is cut off is masked to the end of the text.
    private bool TryElement()
    {
        int name = _at + 1;
        int end = Skip(name, static c => IsNameChar(c) || c == ':');
        if (!HasSecretName(name, end, out string local))
        {
            return false;
        }

        int close = Skip(end, static c => c is not ('<' or '>'));
        bool isTag = At(close) == '>' && (close == end || IsBlank(At(end))) && At(close - 1) != '/';
        if (!isTag)
        {
            return false;
        }

        int last = local.Length > LongestName ? -1 : FindEnd(_text.Substring(name, end - name), close + 1);
        Replace(close + 1, last < 0 ? _text.Length : last);
        return true;
    }

    private int FindEnd(string name, int from)
    {
        string tag = "</" + name;
        while (true)
        {
            int at = _text.IndexOf(tag, from, StringComparison.OrdinalIgnoreCase);
            _reads += (at < 0 ? _text.Length : at) - from;
            if (at < 0)
            {
                return -1;
            }

            from = Skip(at + tag.Length, IsBlank);
            if (At(from) == '>')
            {
                return at;
            }
        }
    }

    // A name, and what follows it as its value.
    private bool TryName()
    {
        int end = Skip(_at, IsNameChar);
        bool isSecret = HasSecretName(_at, end, out string name);
        bool isBearer = !isSecret && name.Equals("Bearer", StringComparison.OrdinalIgnoreCase);
        bool isBasic = !isSecret && name.Equals("Basic", StringComparison.OrdinalIgnoreCase);
        bool isMasked = isSecret ? TryValueOf(name, end) : (isBearer || isBasic) && TryWord(end, isAny: isBearer);
        _at = isMasked ? _at : end;
        return true;
    }

    private bool TryValueOf(string name, int end)
    {
        int at = SkipQuote(end, out _);
        bool wasQuoted = at > end;
        at = Skip(at, IsBlank);
        int value = SkipSeparator(at, out char separator, out bool isEncoded);
        if (separator == '\0')
        {
            return !wasQuoted && TryNamedValue(end);
        }

        value = Skip(value, static c => c is ' ' or '\t');
        int inside = SkipQuote(value, out string quote);
        if (quote.Length > 0)
        {
            Replace(inside, FindQuote(inside, quote));
            return true;
        }

        bool isHeader = separator == ':' && !wasQuoted && IsHeader(name);
        int stop = isHeader ? Skip(value, static c => c is not ('\r' or '\n' or '<'))
            : isEncoded ? Skip(value, static c => !IsStop(c) && c is not ('%' or '&'))
            : Skip(value, static c => !IsStop(c) && c != '&');

        // What is encoded goes on behind every code but that of the end of a pair.
        while (isEncoded && At(stop) == '%' && !IsCode(stop, "26", out _))
        {
            stop = Skip(stop + 1, static c => !IsStop(c) && c is not ('%' or '&'));
        }

        // "The signature: see page 1" names nothing.
        bool isWord = separator == ':' && !isHeader && !wasQuoted && !isEncoded && !IsCompound(name) && !LooksRandom(value, stop);
        if (isWord || stop == value || At(value) is '{' or '[')
        {
            return false;
        }

        Replace(value, stop);
        return true;
    }

    // The secret id 'X' is disabled; token eyJhbG… expired.
    private bool TryNamedValue(int end)
    {
        int at = Skip(end, IsBlank);
        if (at == end)
        {
            return false;
        }

        int word = Skip(at, IsNameChar);
        if (word - at is 2 or 3 or 5 && _text.Substring(at, word - at).ToUpperInvariant() is "ID" or "KEY" or "VALUE")
        {
            int next = Skip(word, static c => IsBlank(c) || c is ':' or '=');
            at = next > word ? next : at;
        }

        int inside = SkipQuote(at, out string quote);
        if (quote.Length > 0)
        {
            Replace(inside, FindQuote(inside, quote));
            return true;
        }

        return TryWord(at, isAny: false);
    }

    // The word behind blanks: any, or one that no language has.
    private bool TryWord(int from, bool isAny)
    {
        int at = Skip(from, static c => c is ' ' or '\t');
        int end = Skip(at, static c => !IsStop(c));
        if (end == at || (!isAny && !LooksRandom(at, end)) || (isAny && at == from))
        {
            return false;
        }

        Replace(at, end);
        return true;
    }

    // With digits and letters, or longer than a word.
    private bool LooksRandom(int from, int to)
    {
        const int leastLength = 8;
        const int longestWord = 24;
        bool hasDigit = false;
        bool hasLetter = false;
        for (int i = from; i < to && !(hasDigit && hasLetter); i++)
        {
            char c = At(i);
            hasDigit |= c is >= '0' and <= '9';
            hasLetter |= c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');
        }

        return to - from > longestWord || (to - from >= leastLength && hasDigit && hasLetter);
    }

    // scheme://user:password@host/path?query#fragment, its slashes as they are or escaped as in JSON, or percent-encoded.
    private bool TryAddress()
    {
        bool isEncoded = At(_at) == '%';
        int place = isEncoded ? SkipEncodedSlashes(_at) : SkipSlashes(_at);
        if (place < 0 || !IsSchemeChar(Last))
        {
            return false;
        }

        int end = isEncoded ? EndOfEncodedPlace(place) : Skip(place, static c => c is not ('?' or '#') && !IsOutside(c));
        string text = isEncoded ? WithoutEncodedUser(place, end) : WithoutUser(_text.Substring(place, end - place));
        _reads += 4L * (end - place);
        Replace(place, end, new SecretScan(text, isPlace: true).Mask(ref _reads));
        char mark = At(end);
        if (end < _text.Length && !IsOutside(mark) && mark != '&')
        {
            int rest = isEncoded ? Skip(end, static c => !IsOutside(c)) : EndOfQuery(end);
            Replace(end, rest, (isEncoded ? "%3F" : mark.ToString()) + Redaction.Mask);
        }

        return true;
    }

    private int SkipSlashes(int at)
    {
        for (int slashes = 0; slashes < 2; slashes++)
        {
            at++;
            at += At(at) == '\\' ? 1 : 0;
            if (At(at) != '/')
            {
                return -1;
            }
        }

        return at + 1;
    }

    private int SkipEncodedSlashes(int at) =>
        IsCode(at, "3A", out at) && IsCode(at, "2F", out at) && IsCode(at, "2F", out at) ? at : -1;

    private int EndOfEncodedPlace(int from)
    {
        int at = from;
        while (true)
        {
            at = Skip(at, static c => !IsOutside(c) && c is not ('%' or '&' or '?' or '#'));
            if (At(at) != '%' || IsCode(at, "3F", out _) || IsCode(at, "23", out _))
            {
                return at;
            }

            at++;
        }
    }

    // A quote belongs to a query unless it ends the text around it.
    private int EndOfQuery(int from)
    {
        for (int at = from + 1; ; at++)
        {
            at = Skip(at, static c => !IsOutside(c));
            bool isInside = at < _text.Length && At(at) == '"' && at + 1 < _text.Length && At(at + 1) is not (',' or '}' or ']' or '<')
                && !IsBlank(At(at + 1));
            if (!isInside)
            {
                return at;
            }
        }
    }

    // %3A, %253A, %25253A: encoded once or more often.
    private bool IsCode(int at, string code, out int next)
    {
        next = at + 1;
        if (At(at) != '%')
        {
            return false;
        }

        while (At(next) == '2' && At(next + 1) == '5')
        {
            next += 2;
        }

        bool isCode = char.ToUpperInvariant(At(next)) == code[0] && char.ToUpperInvariant(At(next + 1)) == code[1];
        next += 2;
        return isCode;
    }

    private static string WithoutUser(string place)
    {
        int slash = place.IndexOfAny(['/', '\\']);
        string authority = slash < 0 ? place : place.Substring(0, slash);
        int at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            return Redaction.Mask + place.Substring(at);
        }

        // A password with a slash in it: what stands before the last @ isn't a host and a port.
        int colon = authority.LastIndexOf(':');
        bool isPort = colon >= 0 && authority.IndexOf(']') < colon && IsNumber(authority, colon + 1);
        return colon < 0 || isPort || authority.StartsWith("[", StringComparison.Ordinal) ? place
            : place.LastIndexOf('@') is var last and >= 0 ? Redaction.Mask + place.Substring(last)
            : Redaction.Mask;
    }

    private string WithoutEncodedUser(int from, int to)
    {
        int at = to - 1;
        while (at >= from && At(at) != '@' && !IsCode(at, "40", out _))
        {
            at--;
        }

        return at < from ? _text.Substring(from, to - from) : Redaction.Mask + _text.Substring(at, to - at);
    }

    // user:password@host without a scheme.
    private bool TryUser()
    {
        _stop = _stop >= _at ? _stop : Skip(_at, static c => !IsOutside(c) && c is not ('\'' or '/' or '@'));
        if (At(_stop) != '@' || !(At(_stop + 1) == '[' || IsHostChar(At(_stop + 1))))
        {
            return false;
        }

        _colon = _colon >= _at ? _colon : Skip(_at, static c => c != ':');
        if (_colon == _at || _colon >= _stop - 1)
        {
            return false;
        }

        Replace(_at, _stop);
        return true;
    }

    // host.domain/path?query without a scheme.
    private bool TryQuery()
    {
        int labels = 0;
        int at = _at;
        while (true)
        {
            int label = at;
            at = Skip(at, IsHostChar);
            if (at == label)
            {
                return false;
            }

            labels++;
            if (At(at) != '.')
            {
                break;
            }

            at++;
        }

        at = At(at) == ':' ? Skip(at + 1, static c => c is >= '0' and <= '9') : at;
        bool hasPath = At(at) == '/' || (At(at) == '\\' && At(at + 1) == '/');
        if (hasPath)
        {
            _query = _query >= at ? _query : Skip(at, static c => !IsOutside(c) && c is not ('?' or '#'));
            at = _query;
        }

        int end = labels < 2 || At(at) != '?' ? at + 1 : Skip(at + 1, static c => !IsOutside(c));
        if (end <= at + 1)
        {
            return false;
        }

        string place = new SecretScan(_text.Substring(_at, at - _at), isPlace: true).Mask(ref _reads);
        Replace(_at, end, place + "?" + Redaction.Mask);
        return true;
    }

    private bool IsTokenStart() => _at == 0 || (Last is '<' or '>' or '"' or '\'' or '=' or '(' or ',' or ';' || IsBlank(Last));

    private bool HasSecretName(int from, int to, out string name)
    {
        _reads += to - from;
        name = _text.Substring(from, to - from);
        name = name.Substring(name.LastIndexOf(':') + 1);
        return Redaction.IsSecretName(name);
    }

    // A quote, escaped or not.
    private int SkipQuote(int from, out string quote)
    {
        int at = At(from) == '\\' ? from + 1 : from;
        quote = At(at) is '"' or '\'' ? _text.Substring(from, at + 1 - from) : "";
        return from + quote.Length;
    }

    private int FindQuote(int from, string quote)
    {
        for (int at = from; at < _text.Length; at++)
        {
            char c = At(at);
            if (c == quote[0] && (quote.Length == 1 || At(at + 1) == quote[1]))
            {
                return at;
            }

            at += c == '\\' && quote.Length == 1 ? 1 : 0;
        }

        return _text.Length;
    }

    private int SkipSeparator(int at, out char separator, out bool isEncoded)
    {
        isEncoded = At(at) == '%';
        separator = At(at) is '=' or ':' ? At(at) : '\0';
        if (!isEncoded)
        {
            return at + 1;
        }

        separator = IsCode(at, "3D", out int next) ? '=' : IsCode(at, "3A", out next) ? ':' : '\0';
        return next;
    }

    private static bool IsHeader(string name) => name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase);

    // SecretKey, session-token: a name and no word.
    private static bool IsCompound(string name)
    {
        for (int i = 1; i < name.Length; i++)
        {
            if (name[i] is '-' or '_' or '.' || (char.IsUpper(name[i]) && char.IsLower(name[i - 1])))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsNumber(string text, int start)
    {
        for (int i = start; i < text.Length; i++)
        {
            if (text[i] is < '0' or > '9')
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsBlank(char c) => char.IsWhiteSpace(c);

    private static bool IsNameChar(char c) => char.IsLetterOrDigit(c) || c is '_' or '-' or '.';

    private static bool IsHostChar(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '-';

    private static bool IsSchemeChar(char c) => IsHostChar(c) || c is '+' or '.';

    private static bool IsOutside(char c) => c is '<' or '>' or '"' || IsBlank(c);

    private static bool IsStop(char c) => IsOutside(c) || c is '\'' or ',' or ';';
}
