/// The look-up tables of `Base64`, made once.
enum Base64Tables {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Two characters for every twelve bits, the first in the low byte.
    static let pairs: [UInt16] = (0..<4096).map { bits in
        UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8
    }

    /// The bits that mark a character outside the alphabet.
    static let foreign: UInt32 = 0xFF00_0000

    /// Four tables of 256, one for each place in a group of four characters. An entry holds the character's six bits
    /// where they belong in three bytes, the first byte lowest, so that four entries are joined by "or".
    static let values: [UInt32] = {
        var values = [UInt32](repeating: foreign, count: 1024)
        for (index, character) in alphabet.enumerated() {
            let bits = UInt32(index)
            values[Int(character)] = bits << 2
            values[256 + Int(character)] = bits >> 4 | (bits & 15) << 12
            values[512 + Int(character)] = (bits >> 2) << 8 | (bits & 3) << 22
            values[768 + Int(character)] = bits << 16
        }
        return values
    }()
}
