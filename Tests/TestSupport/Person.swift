package import Domain

/// An invented person; every value holds the marker, so that it can be searched for.
package struct Person: Sendable {
    package let refID: String
    package var marker: String
    package var email: String?
    package var hasPictures = false
    package var pictureBytes = 200
    package var certificates: [(String, String)] = []
    package var customFields: [(String, String)] = []

    package init(_ refID: String, marker: String? = nil, email: String? = nil, hasPictures: Bool = false) {
        self.refID = refID
        self.marker = marker ?? "Marker-\(refID)"
        self.email = email ?? "\(refID)@people.example"
        self.hasPictures = hasPictures
    }

    /// What stands in a picture: the marker over and over, behind a right header.
    package func picture(_ slug: String) -> [UInt8] {
        let text = Array("\(marker)|\(slug)|".utf8)
        var behind: [UInt8] = []
        while behind.count < pictureBytes { behind += text }
        return slug == "selfie" ? SamplePicture.jpeg(behind: behind) : SamplePicture.png(behind: behind)
    }

    package func submission() throws -> Submission {
        var texts = [("given_name", "Given \(marker)"), ("family_name", "Family \(marker)"), ("dob", "01/31/1990")]
        if let email { texts.append(("email", email)) }
        return Submission(
            refID: try RefID(refID),
            texts: texts.map { Submission.Text(slug: Slug(stored: $0.0), value: Sensitive($0.1)) },
            pictures: try (hasPictures ? ["passport", "selfie"] : []).map { slug in
                try Submission.Picture(slug: Slug(stored: slug), bytes: picture(slug), field: slug)
            },
            certificates: certificates.map { Certificate(name: $0.0, json: Sensitive($0.1)) },
            customFields: customFields.map { CustomField(name: $0.0, value: Sensitive($0.1)) })
    }
}
