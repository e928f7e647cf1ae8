import Crypto
package import Domain

extension ConsentDigest {
    /// Of a text as it stands, to the byte. It is no secret and needs no key: whoever has the text can check it.
    package init(of wording: String) {
        self.init(stored: Hexadecimal.text(Array(SHA256.hash(data: Array(wording.utf8)))))
    }
}
