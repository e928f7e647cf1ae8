internal import Domain

/// Names as a search compares them: words without case and without the marks on letters, so that "Jose" finds "José" and
/// "muller" finds "Müller".
struct SearchWords: Sendable {
    /// UTF-8 of the folded words.
    let words: [[UInt8]]

    init(_ text: String) {
        words = Self.fold(text).split { !Self.isOfWord($0) }.map(Array.init)
    }

    /// Whether each of these begins one of the words of a name.
    func begin(_ name: SearchWords) -> Bool {
        words.allSatisfy { word in name.words.contains { $0.starts(with: word) } }
    }

    /// Letters, digits, and whatever isn't ASCII; blanks of other scripts have become spaces.
    private static func isOfWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x80...: true
        default: false
        }
    }

    private static func fold(_ text: String) -> [UInt8] {
        var folded: [UInt8] = []
        folded.reserveCapacity(text.utf8.count)
        for character in text {
            if let ascii = character.asciiValue {
                folded.append((0x41...0x5A).contains(ascii) ? ascii + 0x20 : ascii)
            } else if let base = plainLetters[character] {
                folded += base.utf8
            } else {
                append(character, to: &folded)
            }
        }
        return folded
    }

    /// What no table knows: in lower case, and without marks that stand beside their letter.
    private static func append(_ character: Character, to folded: inout [UInt8]) {
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .nonspacingMark, .enclosingMark, .format: continue
            case .spaceSeparator, .control, .dashPunctuation, .otherPunctuation, .initialPunctuation,
                .finalPunctuation:
                folded.append(0x20)
            default:
                // Such as a Cyrillic or Greek capital; what it becomes may be in the table.
                let lower = scalar.properties.lowercaseMapping
                folded += (plainLetters[Character(lower)] ?? lower).utf8
            }
        }
    }

    /// Letters of Latin, Greek and Cyrillic with marks on them, by the letter without.
    ///
    /// Two spellings of a letter are equal as `Character`s, so the one that is put together here finds both. Made once, in
    /// some ten milliseconds.
    private static let plainLetters: [Character: String] = {
        var letters: [Character: String] = [
            "ß": "ss", "ẞ": "ss", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
            "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i", "ς": "σ",
        ]
        let latin = "abcdefghijklmnopqrstuvwxyz"
        let greek = "αβγδεζηθικλμνξοπρστυφχψω"
        let cyrillic = "абвгдежзийклмнопрстуфхцчшщъыьэюяіѵѓќ"
        let marks = (0x300...0x345).compactMap { Unicode.Scalar($0) }
        // Vietnamese and Greek put a second mark on a vowel that has one.
        let vowels = "aeiouyαεηιουω"
        let first = [0x302, 0x303, 0x304, 0x306, 0x308, 0x31B, 0x313, 0x314].compactMap { Unicode.Scalar($0) }
        let second = [0x300, 0x301, 0x303, 0x309, 0x323, 0x342, 0x345].compactMap { Unicode.Scalar($0) }
        for base in latin + greek + cyrillic {
            for spelling in [String(base), base.uppercased()] {
                for mark in marks { letters[marked(spelling, mark)] = String(base) }
                for mark in vowels.contains(base) ? first : [] {
                    for other in second { letters[marked(spelling, mark, other)] = String(base) }
                }
            }
        }
        return letters
    }()

    /// A letter and marks are one `Character`.
    private static func marked(_ letter: String, _ marks: Unicode.Scalar...) -> Character {
        var text = letter.unicodeScalars
        text.append(contentsOf: marks)
        return Character(String(text))
    }
}
