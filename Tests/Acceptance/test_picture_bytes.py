"""Pictures as bytes (contract 2.4): ranges, tags, and who may."""

import pytest

import candidates
from wire import expect_error

PICTURE = candidates.jpeg("selfie", 200_000)


@pytest.fixture(scope="module")
def scene(shared):
    shared.import_people([
        candidates.person("ada", 1, "approved", pictures={"selfie": PICTURE, "passport": candidates.png(seed=3)}),
        candidates.person("bob", 2, "approved")])
    shared.key = shared.create_key("pictures")
    return shared


def path(slug="selfie", number=1):
    return f"/api/v1/services/acme/candidates/{candidates.record_id(number)}/pictures/{slug}"


def get(lethe, headers=None, **more):
    return lethe.get(path(**more), lethe.key, headers=headers)


def test_the_whole(scene):
    answer = get(scene)
    assert answer.status == 200 and answer.body == PICTURE
    wanted = {"content-type": "image/jpeg", "cache-control": "no-store", "accept-ranges": "bytes",
        "x-content-type-options": "nosniff", "content-length": str(len(PICTURE))}
    assert wanted.items() <= answer.headers.items() and answer.headers["etag"].startswith('"')
    passport = get(scene, slug="passport")
    assert passport.headers["content-type"] == "image/png" and passport.headers["etag"] != answer.headers["etag"]


@pytest.mark.parametrize("first, last", [
    (0, 0), (0, 9), (49151, 49152), (49152, 98303), (49000, 150000), (196607, 196608), (100_000, len(PICTURE) - 1),
    (len(PICTURE) - 1, len(PICTURE) - 1), (0, len(PICTURE) - 1)])
def test_a_part(scene, first, last):
    answer = get(scene, {"Range": f"bytes={first}-{last}"})
    assert answer.status == 206 and answer.body == PICTURE[first : last + 1]
    assert answer.headers["content-range"] == f"bytes {first}-{last}/{len(PICTURE)}"
    assert answer.headers["content-length"] == str(last + 1 - first)


def test_open_ends(scene):
    size = len(PICTURE)
    for text, wanted in [("bytes=196608-", PICTURE[196608:]), ("bytes=-5", PICTURE[-5:]), (f"bytes=-{size + 9}", PICTURE),
            (f"bytes=10-{size + 9}", PICTURE[10:]), (f"bytes=10-{10**30}", PICTURE[10:])]:
        answer = get(scene, {"Range": text})
        assert answer.status == 206 and answer.body == wanted, text


def test_beyond_the_end(scene):
    for text in [f"bytes={len(PICTURE)}-", f"bytes={len(PICTURE)}-{len(PICTURE) + 1}", "bytes=-0", f"bytes={10**30}-"]:
        answer = get(scene, {"Range": text})
        assert answer.status == 416 and answer.headers["content-range"] == f"bytes */{len(PICTURE)}", text
        assert answer.json["code"] == 416


@pytest.mark.parametrize("text", ["bytes=0-1,3-4", "bytes=5-1", "bytes=x-1", "bytes=", "bytes=-", "lines=0-1", "bytes=1"])
def test_what_is_no_range_is_left_unheard(scene, text):
    answer = get(scene, {"Range": text})
    assert answer.status == 200 and answer.body == PICTURE


def test_tags(scene):
    tag = get(scene).headers["etag"]
    for text in [tag, f"W/{tag}", "*", f'"x", {tag}', f' "x" ,W/{tag} ']:
        answer = get(scene, {"If-None-Match": text, "Range": "bytes=0-1"})
        assert answer.status == 304 and answer.body == b"" and answer.headers["etag"] == tag, text
    assert get(scene, {"If-None-Match": '"x"'}).status == 200
    assert get(scene, {"If-Range": tag, "Range": "bytes=0-1"}).status == 206
    for text in [f"W/{tag}", '"x"', "Tue, 01 Jan 2030 00:00:00 GMT"]:
        assert get(scene, {"If-Range": text, "Range": "bytes=0-1"}).status == 200


def test_who_may_and_what_is_not_there(scene):
    for scope in ["metadata", "text"]:
        expect_error(scene.get(path(), scene.create_key(scope)), 403, "forbidden")
    expect_error(scene.get(path(), scene.create_key("pictures", refuse_plain=True)), 403, "forbidden")
    expect_error(scene.get(path()), 401, "unauthorized")
    for more in [{"slug": "given_name"}, {"slug": "nothing"}, {"number": 2}, {"number": 9}]:
        expect_error(get(scene, **more), 404, "not_found")


def test_it_starts_no_clock_and_ends_with_the_archive(lethe):
    lethe.import_people([candidates.person("ada", 1, "approved", pictures={"selfie": PICTURE})])
    key = lethe.create_key("pictures", archive_after="1h")
    assert lethe.get(path(), key).body == PICTURE
    assert "willArchiveAtDate" not in lethe.get(lethe.by_ref_id("ada"), lethe.create_key("metadata")).json["data"]
    tag = lethe.get(path(), key).headers["etag"]
    other = candidates.jpeg(9, 1000)
    lethe.import_people([candidates.person("ada", 1, "approved", pictures={"selfie": other}, submitCount=2)])
    changed = lethe.get(path(), key, headers={"If-None-Match": tag})
    assert changed.status == 200 and changed.body == other
    assert lethe.candidate("show", "ada").document["extractions"] == 3
    lethe.candidate("archive", "ada")
    expect_error(lethe.get(path(), key), 404, "not_found")
