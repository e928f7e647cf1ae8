import Console
import Testing

/// What a reader can't see is shown, and what they can is left alone.
struct VisibleTextTests {
    @Test(arguments: [
        ("Ada \u{202E}evil.exe", "Ada [U+202E]evil.exe"), ("\u{200B}=1+1", "[U+200B]=1+1"), ("a\u{AD}b", "a[U+00AD]b"),
        ("\u{2067}x\u{2069}", "[U+2067]x[U+2069]"), ("a\u{200D}b", "a[U+200D]b"), ("\u{E0041}", "[U+E0041]"),
        ("\u{FEFF}x\u{3164}", "[U+FEFF]x[U+3164]"), ("a\u{0}b\u{85}", "a[U+0000]b[U+0085]"),
        // A joiner at an end or beside another one is no spelling.
        ("می\u{200C}", "می[U+200C]"), ("م\u{200C}\u{200C}ی", "م[U+200C][U+200C]ی"),
    ])
    func hiddenCharactersAreNamed(text: String, shown: String) {
        #expect(Array(VisibleText.of(text).unicodeScalars) == Array(shown.unicodeScalars))
    }

    @Test(arguments: [
        "", "Zoë O’Brien", "two\nlines\tand more\r\n", "می\u{200C}خواهم", "क्\u{200D}ष", "👩\u{200D}🚀", "❤\u{FE0F}",
        "\u{0601}123", "שלום", "محمد",
    ])
    func ordinaryTextStays(text: String) {
        #expect(Array(VisibleText.of(text).unicodeScalars) == Array(text.unicodeScalars))
    }
}
