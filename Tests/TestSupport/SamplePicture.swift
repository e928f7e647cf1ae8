internal import Foundation

/// Pictures that are right in their first bytes and arbitrary behind them.
package enum SamplePicture {
    package static func png(width: Int = 640, height: Int = 480, behind: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13]
        bytes += Array("IHDR".utf8)
        for value in [width, height] {
            bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
        }
        bytes += [8, 2, 0, 0, 0, 0, 0, 0, 0]
        return bytes + behind
    }

    package static func jpeg(width: Int = 640, height: Int = 480, behind: [UInt8] = []) -> [UInt8] {
        var bytes: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16] + Array("JFIF".utf8) + [UInt8](repeating: 0, count: 10)
        bytes += [0xFF, 0xC0, 0, 17, 8]
        bytes += [UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF)]
        bytes += [3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]
        return bytes + behind
    }
}
