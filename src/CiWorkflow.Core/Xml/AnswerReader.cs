using System;
using System.Globalization;
using System.IO;
using System.Text;
using System.Xml;
using CiWorkflow.Model;

namespace CiWorkflow.Xml;

/// <summary>Reads an answer of the service: forward only, DTDs refused, depth bounded, names compared without their namespace.</summary>
/// <remarks>
/// <see cref="Children{T}"/> is the one way to walk an element. Every other method reads the element that the reader stands on
/// whole and stands behind it afterwards.
/// </remarks>
internal sealed class AnswerReader : IDisposable
{
    /// <summary>XmlReader keeps something for every open element: without a bound a small answer could take a lot of memory.</summary>
    private const int MaxDepth = 64;

    /// <summary>Some ten times what a page of the largest items has: each node may become an object of a few hundred bytes.</summary>
    private const int MaxNodes = 500_000;

    /// <summary>The most that is kept of what one item has and this version doesn't know.</summary>
    private const int MaxUnrecognized = 16 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        CloseInput = false,
    };

    private static readonly XmlReaderSettings SettingsForKeys = WithoutCharacterCheck();

    private readonly XmlReader _xml;
    private readonly StringBuilder _copy = new();
    private int _copies;
    private int _copyLimit = int.MaxValue;
    private long _nodes;
    private StringBuilder? _unrecognized;

    private AnswerReader(XmlReader xml) => _xml = xml;

    /// <summary>Opens an answer and goes to its root element.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="length">How much of it is filled.</param>
    /// <param name="anyCharacter">
    /// Takes characters that XML 1.0 doesn't allow: one key that has such a character must not take a list with it.
    /// </param>
    /// <exception cref="XmlException">There is none, or a DTD stands before it.</exception>
    public static AnswerReader Open(byte[] body, int length, bool anyCharacter = false)
    {
        AnswerReader? reader = null;
        try
        {
            reader = new AnswerReader(
                XmlReader.Create(new MemoryStream(body, 0, length, writable: false), anyCharacter ? SettingsForKeys : Settings));
            reader._xml.MoveToContent();
            return reader._xml.NodeType == XmlNodeType.Element ? reader : throw reader.Malformed(Messages.NoRootElement);
        }
        catch (Exception malformed)
        {
            reader?.Dispose();
            throw Documented(malformed);
        }
    }

    /// <summary>The name of the element that the reader stands on.</summary>
    public string Name => _xml.LocalName;

    /// <inheritdoc/>
    public void Dispose() => _xml.Dispose();

    /// <summary>
    /// Refuses another document than the expected one: a proxy's page that happens to be XML would look like an empty list.
    /// </summary>
    /// <exception cref="XmlException">The root has another name.</exception>
    public void RequireRoot(string name)
    {
        if (Name != name)
        {
            throw Malformed(string.Format(CultureInfo.InvariantCulture, Messages.OtherRoot, name));
        }
    }

    /// <summary>Reads the children of the element into an item.</summary>
    /// <param name="item">The item before its first child.</param>
    /// <param name="read">Returns the item with a child of this name read into it. A child that it doesn't read is passed over.</param>
    /// <param name="keep">
    /// Returns the item with the XML of all that was not understood: unknown children, unreadable times. Null to leave that to the item
    /// that this one is a part of.
    /// </param>
    /// <returns>The item after its last child.</returns>
    public T Children<T>(T item, Func<T, string, T> read, Func<T, string, T>? keep = null)
    {
        StringBuilder? outer = _unrecognized;

        // What an inner item doesn't keep is kept by the outer one, unless its XML is kept as a whole.
        _unrecognized = keep is not null ? new StringBuilder() : _copies > 0 ? null : outer;
        bool hasContent = !_xml.IsEmptyElement;
        Advance();
        while (hasContent && NextChild())
        {
            long before = _nodes;
            item = read(item, _xml.LocalName);
            if (_nodes == before)
            {
                Skip(_unrecognized);
            }
        }

        if (keep is not null && _unrecognized!.Length > 0)
        {
            item = keep(item, _unrecognized.ToString());
        }

        _unrecognized = outer;
        return item;
    }

    /// <summary>Reads the children of the element; one that <paramref name="read"/> doesn't read is passed over.</summary>
    public void Children(Action<string> read) => Children(0, (none, name) =>
    {
        read(name);
        return none;
    });

    /// <summary>The text of the element and of those inside it, without blanks at its ends.</summary>
    public string AllText()
    {
        var all = new StringBuilder();
        ReadTexts(text => all.Append(text).Append(' '));
        return all.ToString().Trim();
    }

    /// <summary>Whether the element, or one inside it, has text that isn't blank.</summary>
    public bool HasText()
    {
        bool found = false;
        ReadTexts(text => found |= text.Trim().Length > 0);
        return found;
    }

    private void ReadTexts(Action<string> read)
    {
        int depth = _xml.Depth;
        bool hasContent = !_xml.IsEmptyElement;
        Advance();
        while (hasContent)
        {
            if (_xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA)
            {
                read(Value);
            }

            hasContent = !(_xml.NodeType == XmlNodeType.EndElement && _xml.Depth == depth);
            Advance();
        }
    }

    /// <summary>The text of the element, CDATA included; elements inside it are passed over.</summary>
    public string Text() => Text(out _);

    /// <param name="hasElements">Whether elements were passed over: the text isn't all that the element says.</param>
    /// <inheritdoc cref="Text()"/>
    public string Text(out bool hasElements)
    {
        hasElements = false;
        bool hasContent = !_xml.IsEmptyElement;
        Advance();
        string text = "";
        StringBuilder? more = null;
        while (hasContent && _xml.NodeType != XmlNodeType.EndElement)
        {
            switch (_xml.NodeType)
            {
                case XmlNodeType.Element:
                    hasElements = true;
                    Skip(null);
                    continue;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    more = text.Length == 0 ? more : (more ?? new StringBuilder(text)).Append(Value);
                    text = text.Length == 0 ? Value : text;
                    break;
            }

            Advance();
        }

        if (hasContent)
        {
            Advance();
        }

        return more?.ToString() ?? text;
    }

    /// <summary>The text of an element that is a word: an id, a state, a code.</summary>
    public string Word() => Text().Trim();

    /// <summary>A whole number that is not negative; null for anything else.</summary>
    public long? Number() => long.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>
    /// A time; null for one that has not come (empty or <c>-</c>), and for one that can't be read, whose text counts as not understood.
    /// </summary>
    public DateTimeOffset? Time() => Time(out _);

    /// <param name="unread">The text of a time that can't be read; else null.</param>
    /// <inheritdoc cref="Time()"/>
    public DateTimeOffset? Time(out string? unread)
    {
        unread = null;
        string name = _xml.LocalName;
        string text = Text(out bool hasElements).Trim();
        if (ServiceTime.Read(text) is { } time)
        {
            return time;
        }

        // Nothing, a hyphen and 0, which is the documented default of an interval's start, are no time.
        unread = hasElements ? text + "…" : text is "" or "-" or "0" ? null : text;
        if (unread is not null && _unrecognized is { Length: < MaxUnrecognized })
        {
            _unrecognized.Append('<').Append(name).Append('>');
            AppendEscaped(_unrecognized, text, MaxUnrecognized);
            _unrecognized.Append("</").Append(name).Append('>');
        }

        return null;
    }

    /// <summary>Calls <paramref name="read"/>, which reads the element whole, and returns the element's XML too.</summary>
    /// <remarks>The XML is as the service wrote it, without namespaces, comments and the white space between elements.</remarks>
    public T Copy<T>(Func<T> read, out string xml)
    {
        int start = _copy.Length;
        _copies++;
        T item = read();
        _copies--;
        xml = _copy.ToString(start, _copy.Length - start);
        if (_copies == 0)
        {
            _copy.Clear();
            _copyLimit = int.MaxValue;
        }

        return item;
    }

    /// <summary>The XML of the element.</summary>
    /// <inheritdoc cref="Copy{T}" path="/remarks"/>
    public string Copy()
    {
        Copy(HasText, out string xml);
        return xml;
    }

    public XmlException Malformed(string message)
    {
        var line = _xml as IXmlLineInfo;
        return new XmlException(message, null, line?.LineNumber ?? 0, line?.LinePosition ?? 0);
    }

    // XmlReader reads the rest of a long text only when it is asked for it.
    private string Value
    {
        get
        {
            try
            {
                return _xml.Value;
            }
            catch (Exception malformed)
            {
                throw Documented(malformed);
            }
        }
    }

    private bool ReadNode()
    {
        try
        {
            return _xml.Read();
        }
        catch (Exception malformed)
        {
            throw Documented(malformed);
        }
    }

    // .NET's reader throws others than its own for some bytes: an ArgumentOutOfRangeException for a declaration that isn't closed.
    private static XmlException Documented(Exception malformed) =>
        malformed as XmlException ?? new XmlException(malformed.Message, malformed);

    /// <summary>Goes to the next child element; false, and behind the parent's end tag, when there is none.</summary>
    private bool NextChild()
    {
        while (_xml.NodeType != XmlNodeType.Element)
        {
            bool ended = _xml.NodeType == XmlNodeType.EndElement;
            Advance();
            if (ended)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Passes over the element with all that is in it, and adds its XML to <paramref name="kept"/>.</summary>
    private void Skip(StringBuilder? kept)
    {
        if (kept is { Length: < MaxUnrecognized })
        {
            _copyLimit = _copies == 0 ? MaxUnrecognized - kept.Length : _copyLimit;
            Copy(HasText, out string xml);
            kept.Append(xml, 0, Math.Min(xml.Length, MaxUnrecognized - kept.Length));
        }
        else
        {
            HasText();
        }
    }

    private void Advance()
    {
        if (_copies > 0 && _copy.Length < _copyLimit)
        {
            AppendNode();
        }

        if (++_nodes > MaxNodes)
        {
            throw Malformed(string.Format(CultureInfo.InvariantCulture, Messages.TooManyNodes, MaxNodes));
        }

        if (ReadNode() && _xml.Depth > MaxDepth)
        {
            throw Malformed(Messages.TooDeep);
        }
    }

    private void AppendNode()
    {
        switch (_xml.NodeType)
        {
            case XmlNodeType.Element:
                _copy.Append('<').Append(_xml.LocalName);
                while (_xml.MoveToNextAttribute())
                {
                    // An attribute with a prefix belongs to a namespace, and its declaration may stand outside the copy.
                    if (_xml.Prefix.Length == 0 && _xml.LocalName != "xmlns")
                    {
                        _copy.Append(' ').Append(_xml.LocalName).Append("=\"");
                        AppendEscaped(_copy, Value);
                        _copy.Append('"');
                    }
                }

                _xml.MoveToElement();
                _copy.Append(_xml.IsEmptyElement ? "/>" : ">");
                break;
            case XmlNodeType.EndElement:
                _copy.Append("</").Append(_xml.LocalName).Append('>');
                break;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                AppendEscaped(_copy, Value, _copyLimit);
                break;
        }
    }

    // What a terminal obeys, or hides, is a reference to its character: the same XML, harmless where somebody shows it.
    private static void AppendEscaped(StringBuilder target, string text, int limit = int.MaxValue)
    {
        int length;
        for (int i = 0; i < text.Length && target.Length < limit; i += length)
        {
            char c = text[i];
            bool isShown = ShownText.IsShown(text, i, out length) || c is '\n' or '\t' || (length == 1 && char.IsSurrogate(c));
            _ = c switch
            {
                '&' => target.Append("&amp;"),
                '<' => target.Append("&lt;"),
                '>' => target.Append("&gt;"),
                '"' => target.Append("&quot;"),
                _ when isShown => target.Append(text, i, length),
                _ => target.Append("&#").Append(length == 2 ? char.ConvertToUtf32(c, text[i + 1]) : c).Append(';'),
            };
        }
    }

    private static XmlReaderSettings WithoutCharacterCheck()
    {
        XmlReaderSettings settings = Settings.Clone();
        settings.CheckCharacters = false;
        return settings;
    }
}
