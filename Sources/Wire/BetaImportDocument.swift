/// The body of the beta import, `POST /kyc/1.0/connect/beta/<clientId>/refId/<refId>`. Every member is optional.
package struct BetaImportDocument: Sendable, Discreet {
    /// A picture with the media type it was sent as, decoded. Its bytes are not looked at here.
    package typealias Picture = (slug: String, mediaType: String, bytes: [UInt8])

    /// Text attributes in the order given_name, family_name, email, dob, phone, address, crypto address.
    package let texts: [(slug: String, value: String)]
    /// Pictures in the order identity document, selfie, proof_of_address.
    package let pictures: [Picture]
    /// JSON text, byte for byte, from `certs`, or from `certificates` if there is no `certs`. Not in the published contract.
    package let certificates: [(slug: String, json: String)]

    /// Reads a body; a member of the wrong type or content is a `field` failure that names it. Members that are not
    /// known are ignored.
    package init(_ document: JSONDocument) throws(WireFailure) {
        let fields = try JSONFields(document.root, path: "")
        texts = try Self.texts(in: fields)
        pictures = try Self.pictures(in: fields)
        certificates = try fields.certificates()
    }

    /// The answer to an import that was taken.
    package static func answer(recordID: String) -> [UInt8] {
        var writer = JSONWriter(reservingCapacity: 96)
        writer.beginObject()
        writer.member("status", "success")
        writer.key("data")
        writer.beginObject()
        writer.member("recordId", recordID)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private static func texts(in fields: JSONFields) throws(WireFailure) -> [(slug: String, value: String)] {
        var texts: [(slug: String, value: String)] = []
        for slug in ["given_name", "family_name", "email", "dob"] {
            guard let value = try fields.text(slug) else { continue }
            guard slug != "dob" || WireDate.isDay(value) else { throw fields.fail(slug, "must be a date MM/DD/YYYY") }
            texts.append((slug, value))
        }
        if let phone = try phone(in: fields) { texts.append(("phone", phone)) }
        let parts = ["address", "extraInfo", "city", "state", "postalCode", "country"]
        if let address = try joined("address", parts, in: fields) { texts.append(("address", address)) }
        if let crypto = try fields.object("crypto_address") {
            let slug = try crypto.requiredString("type")
            guard WireName.isSlug(slug), slug.hasPrefix("crypto_address_") else {
                throw crypto.fail("type", "must be a slug that begins with crypto_address_")
            }
            texts.append((slug, try crypto.requiredText("value")))
        }
        return texts
    }

    /// A phone number as it was sent; an object is written down as the JSON text that the contract describes.
    private static func phone(in fields: JSONFields) throws(WireFailure) -> String? {
        if fields.isString("phone") { return try fields.text("phone") }
        return try joined("phone", ["countryCode", "countryCode2", "phoneNumber", "number"], in: fields)
    }

    /// The known members of an object of strings as compact JSON text in the contract's order; nil if there are none.
    private static func joined(
        _ key: String, _ parts: [String], in fields: JSONFields
    ) throws(WireFailure) -> String? {
        guard let object = try fields.object(key) else { return nil }
        var writer = JSONWriter(reservingCapacity: 256)
        var isEmpty = true
        writer.beginObject()
        for part in parts {
            guard let value = try object.text(part) else { continue }
            writer.member(part, value)
            isEmpty = false
        }
        writer.endObject()
        guard writer.bytes.count <= ImportLimits.textBytes else {
            throw fields.fail(key, "is longer than 8 KiB").asTooLarge()
        }
        return isEmpty ? nil : String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func pictures(in fields: JSONFields) throws(WireFailure) -> [Picture] {
        var pictures: [Picture] = []
        if let document = try fields.object("identity_documents") {
            let slug = try document.requiredString("type")
            guard ["passport", "national_id", "driving_license"].contains(slug) else {
                throw document.fail("type", "must be passport, national_id or driving_license")
            }
            pictures.append(try picture(slug, in: document))
        }
        for slug in ["selfie", "proof_of_address"] {
            if let object = try fields.object(slug) { pictures.append(try picture(slug, in: object)) }
        }
        return pictures
    }

    private static func picture(_ slug: String, in fields: JSONFields) throws(WireFailure) -> Picture {
        let mediaType = try fields.requiredString("mime_type")
        guard ["image/jpeg", "image/png"].contains(mediaType) else {
            throw fields.fail("mime_type", "must be image/jpeg or image/png")
        }
        return (slug, mediaType, try fields.base64("value_base64"))
    }
}
