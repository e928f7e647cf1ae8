import Console
import Testing

/// The drawing is read back into modules and held against what ISO/IEC 18004 says of every symbol.
@Suite struct QRCodeTests {
    /// Dark modules of the drawing, quiet zone included.
    private func modules(of code: QRCode) throws -> [[Bool]] {
        var rows = Array(repeating: Array(repeating: false, count: code.size), count: code.size)
        for stroke in code.path.split(separator: "M") {
            // "4 5h7v1h-7z"
            let parts = stroke.split { " hvz".contains($0) }.compactMap { Int($0) }
            try #require(parts.count == 5)
            let (column, row, run) = (parts[0], parts[1], parts[2])
            #expect(parts[3] == 1 && parts[4] == -run)
            for index in column..<(column + run) { rows[row][index] = true }
        }
        return rows
    }

    @Test(arguments: [("A", 21), (String(repeating: "otpauth", count: 20), 49)])
    func size(_ text: String, _ width: Int) throws {
        let code = try #require(QRCode(text))
        #expect(code.size == width + 8)
        #expect((width - 21).isMultiple(of: 4))
    }

    @Test func finderAndTimingPatternsStandWhereTheyMust() throws {
        let code = try #require(QRCode("otpauth://totp/Lethe:ada?secret=JBSWY3DPEHPK3PXP&issuer=Lethe"))
        let rows = try modules(of: code)
        let width = code.size - 8
        for (top, left) in [(4, 4), (4, width - 3), (width - 3, 4)] {
            for row in 0..<7 {
                for column in 0..<7 {
                    let ring = max(abs(row - 3), abs(column - 3))
                    #expect(rows[top + row][left + column] == (ring != 2))
                }
            }
        }
        for index in 8..<(width - 8) {
            #expect(rows[10][4 + index] == index.isMultiple(of: 2))
            #expect(rows[4 + index][10] == index.isMultiple(of: 2))
        }
        for edge in 0..<4 {
            #expect(!rows[edge].contains(true) && !rows[code.size - 1 - edge].contains(true))
            #expect(!rows.contains { $0[edge] || $0[code.size - 1 - edge] })
        }
    }

    @Test func whatNoCodeHoldsHasNone() {
        #expect(QRCode(String(repeating: "a", count: 3000)) == nil)
    }
}
