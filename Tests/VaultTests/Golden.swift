/// What another program made of the tables of `docs/erasure.md`, see `SlotTests.filesAreAsWrittenDown`.
enum Golden {
    static let epochSecret =
        "4c4554484545504f0000000100000001000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
        + "2d936f99431637db1b040dd693d43f2e"
    static let keys =
        "4c455448454b455900000001000000019862dd90b3c710536629f4458c65f59f2686edc6f4fd06c521f46081a0195a83"
        + "0000000000000000000000000000000000000001404142434445464748494a4bfb9f29ddfa0b7f4977b9e5da6b1a5f7a"
        + "57856a9734cad1a145e36fdc5ebe2b81e5aa766890c55e0df4a15d1ab16fec50000000016c6d6e6f7071727374757677"
        + "b48eb8ff64b897d8396c040bcd9f9a69e8e1dbe7efaf848626bac4888fca8551ca74cae4cebf6b683e0144bc9e082b9b"
    static let textHead =
        "0178797a7b7c7d7e7f808182831a1ebc76ca0058a1fee2c954f94a2c60a62f10c7420dc980da2c0e0cfd7f50096bb5e0"
        + "fc94480522e187fcd57ec03d107889b16f74ea4b26f355e7e54be84658f00134"
    static let textTag = "592d763d90b8fc79eaec53e47f93bda7"
    static let keptTag = "069c3c6efab0192cd4f9ce1ea46c6310"
    static let noteTag = "650ffc80c9bc0e69cec2606dc1051c5f"
    static let firstSegmentTag = "72c71671563bbc1043a881c531cf0c0b"
    static let lastSegment = "f2129de66d72da11e76da227a74aa10759"
    static let apiKeyDigest = "3c09e72a9b32a55b81793adf8ad21622cfa37c94003bff3b74a64e8039b6ad7a"
    static let emailIndex = "5edc09265f875233c425b84ca301a579d989023b0bfaf4c11cf00d9390267d3b"
}
