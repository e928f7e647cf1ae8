import Foundation
import Store
import TestSupport
import Testing

struct PictureFilesTests {
    @Test func writtenOnceReadInPartsGoneWhenDeleted() async throws {
        let directory = try DataDirectory()
        let pictures = try PictureFiles(directory: directory.path + "/pictures")
        try pictures.create("3f01") { write in
            try write([1, 2, 3])
            try write([])
            try write([4])
        }
        #expect(try directory.bytes(of: "pictures/3f/3f01") == [1, 2, 3, 4])
        #expect(throws: FileFailure.self) { try pictures.create("3f01") { try $0([9]) } }
        let file = try pictures.open("3f01")
        #expect(try file.read(1..<3) == [2, 3] && file.read(0..<4) == [1, 2, 3, 4] && file.read(2..<2) == [])
        #expect(throws: FileFailure.self) { try file.read(3..<5) }
        #expect(try pictures.names(inFolder: 0x3F) == ["3f01"] && pictures.names(inFolder: 0x40) == [])
        try pictures.delete(["3f01", "4001"])
        try pictures.delete(["3f01"])
        #expect(try file.read(0..<4) == [1, 2, 3, 4], "who has it open still reads")
        #expect(throws: FileFailure.self) { try pictures.open("3f01") }
        #expect(try pictures.names(inFolder: 0x3F) == [])
    }

    @Test func onlyTheOwnerMayLook() throws {
        let directory = try DataDirectory()
        let pictures = try PictureFiles(directory: directory.path + "/pictures")
        try pictures.create("aa01") { try $0([1]) }
        let mode = { (name: String) in
            try FileManager.default.attributesOfItem(atPath: "\(directory.path)/\(name)")[.posixPermissions] as? Int
        }
        #expect(try mode("pictures") == 0o700 && mode("pictures/aa") == 0o700 && mode("pictures/aa/aa01") == 0o600)
        _ = try PictureFiles(directory: directory.path + "/pictures")
        #expect(try directory.bytes(of: "pictures/aa/aa01") == [1])
    }
}
