//! The expected texts stand as the specifications have them, not as the code does.

use super::*;
use Explode::{No, Yes};
use Style::{Cookie, DeepObject, Form, Label, Matrix, PipeDelimited, Simple, SpaceDelimited};

fn primitive(text: &str) -> ParamValue {
    ParamValue::Text(text.into())
}

fn list(items: &[&str]) -> ParamValue {
    ParamValue::List(items.iter().map(|item| primitive(item)).collect())
}

fn object(members: &[(&str, &str)]) -> ParamValue {
    ParamValue::Object(members.iter().map(|(key, text)| ((*key).into(), primitive(text))).collect())
}

fn written(name: &str, value: &ParamValue, rules: impl Into<Rules>) -> Result<String, Unwritable> {
    expand(name, value, rules.into()).map(Option::unwrap_or_default)
}

/// "Style Examples" of OpenAPI 3.0.4: the columns empty, string, array and object; `-` is its "n/a".
#[test]
fn the_table_of_the_standard() {
    let array = list(&["blue", "black", "brown"]);
    let members = object(&[("R", "100"), ("G", "200"), ("B", "150")]);
    for (style, expected) in [
        (Matrix(No), [";color", ";color=blue", ";color=blue,black,brown", ";color=R,100,G,200,B,150"]),
        (Matrix(Yes), [";color", ";color=blue", ";color=blue;color=black;color=brown", ";R=100;G=200;B=150"]),
        (Label(No), [".", ".blue", ".blue,black,brown", ".R,100,G,200,B,150"]),
        (Label(Yes), [".", ".blue", ".blue.black.brown", ".R=100.G=200.B=150"]),
        (Simple(No), ["", "blue", "blue,black,brown", "R,100,G,200,B,150"]),
        (Simple(Yes), ["", "blue", "blue,black,brown", "R=100,G=200,B=150"]),
        (Form(No), ["color=", "color=blue", "color=blue,black,brown", "color=R,100,G,200,B,150"]),
        (Form(Yes), ["color=", "color=blue", "color=blue&color=black&color=brown", "R=100&G=200&B=150"]),
        (SpaceDelimited, ["-", "-", "color=blue%20black%20brown", "color=R%20100%20G%20200%20B%20150"]),
        (PipeDelimited, ["-", "-", "color=blue%7Cblack%7Cbrown", "color=R%7C100%7CG%7C200%7CB%7C150"]),
        (DeepObject, ["-", "-", "-", "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"]),
    ] {
        for (value, expected) in [&primitive(""), &primitive("blue"), &array, &members].into_iter().zip(expected) {
            if expected != "-" {
                assert_eq!(written("color", value, style).as_deref(), Ok(expected), "{style:?}");
            }
        }
    }
}

/// "Style Examples" of OpenAPI 3.2, style `cookie`: as it is, with `; ` between what stands alone.
#[test]
fn cookies_of_their_own_style() {
    let array = list(&["blue", "black", "brown"]);
    let members = object(&[("R", "100"), ("G", "200"), ("B", "150")]);
    for (value, explode, expected) in [
        (primitive(""), Yes, Ok("color=")),
        (primitive("blue"), Yes, Ok("color=blue")),
        (array.clone(), No, Ok("color=blue,black,brown")),
        (array, Yes, Ok("color=blue; color=black; color=brown")),
        (members.clone(), No, Ok("color=R,100,G,200,B,150")),
        (members, Yes, Ok("R=100; G=200; B=150")),
        (primitive("a%20=\"b, c"), Yes, Ok("color=a%20=\"b, c")),
        (primitive("a; admin=1"), Yes, Err(Unwritable::Cookie)),
        (primitive("a "), Yes, Err(Unwritable::Cookie)),
        (primitive("a\nb"), Yes, Err(Unwritable::Cookie)),
        (primitive("a\u{7f}b"), Yes, Err(Unwritable::Cookie)),
        (object(&[("a=b", "c")]), Yes, Err(Unwritable::Cookie)),
        (list(&["a,b"]), No, Err(Unwritable::Separator)),
    ] {
        assert_eq!(written("color", &value, Cookie(explode).verbatim()).as_deref(), expected.as_ref().copied());
    }
}

/// RFC 6570, sections 3.2.2 (simple), 3.2.3 (reserved), 3.2.5 (label), 3.2.7 (matrix) and 3.2.8 (form).
#[test]
fn the_examples_of_the_rfc() {
    let keys = object(&[("semi", ";"), ("dot", "."), ("comma", ",")]);
    let names = list(&["red", "green", "blue"]);
    let reserved = Form(No).allow_reserved();
    for (name, value, rules, expected) in [
        ("var", primitive("value"), Simple(No).into(), "value"),
        ("hello", primitive("Hello World!"), Simple(No).into(), "Hello%20World%21"),
        ("half", primitive("50%"), Simple(No).into(), "50%25"),
        ("list", names.clone(), Simple(Yes).into(), "red,green,blue"),
        ("keys", keys.clone(), Simple(No).into(), "semi,%3B,dot,.,comma,%2C"),
        ("keys", keys.clone(), Simple(Yes).into(), "semi=%3B,dot=.,comma=%2C"),
        ("who", primitive("fred"), Rules::from(Label(No)), ".fred"),
        ("half", primitive("50%"), Label(No).into(), ".50%25"),
        ("list", names.clone(), Label(No).into(), ".red,green,blue"),
        ("list", names.clone(), Label(Yes).into(), ".red.green.blue"),
        ("keys", keys.clone(), Label(No).into(), ".semi,%3B,dot,.,comma,%2C"),
        ("keys", keys.clone(), Label(Yes).into(), ".semi=%3B.dot=..comma=%2C"),
        ("who", primitive("fred"), Matrix(No).into(), ";who=fred"),
        ("half", primitive("50%"), Matrix(No).into(), ";half=50%25"),
        ("empty", primitive(""), Matrix(No).into(), ";empty"),
        ("list", names.clone(), Matrix(No).into(), ";list=red,green,blue"),
        ("list", names.clone(), Matrix(Yes).into(), ";list=red;list=green;list=blue"),
        ("keys", keys.clone(), Matrix(No).into(), ";keys=semi,%3B,dot,.,comma,%2C"),
        ("keys", keys.clone(), Matrix(Yes).into(), ";semi=%3B;dot=.;comma=%2C"),
        ("half", primitive("50%"), Form(Yes).into(), "half=50%25"),
        ("empty", primitive(""), Form(Yes).into(), "empty="),
        ("list", names.clone(), Form(No).into(), "list=red,green,blue"),
        ("list", names.clone(), Form(Yes).into(), "list=red&list=green&list=blue"),
        ("keys", keys.clone(), Form(No).into(), "keys=semi,%3B,dot,.,comma,%2C"),
        ("keys", keys.clone(), Form(Yes).into(), "semi=%3B&dot=.&comma=%2C"),
        ("base", primitive("http://example.com/home/"), reserved, "base=http://example.com/home/"),
        ("hello", primitive("Hello World!"), reserved, "hello=Hello%20World!"),
        ("half", primitive("50%"), reserved, "half=50%25"),
        ("list", names, reserved, "list=red,green,blue"),
        ("keys", keys.clone(), reserved, "keys=semi,;,dot,.,comma,,"),
        ("keys", keys, Form(Yes).allow_reserved(), "semi=;&dot=.&comma=,"),
    ] {
        assert_eq!(written(name, &value, rules).as_deref(), Ok(expected), "{rules:?}");
    }
}

/// What the standard leaves open, and most servers agree on.
#[test]
fn deep_objects_go_as_deep_as_they_like() {
    let value = ParamValue::Object(vec![
        ("b".into(), object(&[("c d", "x&y"), ("e", "")])),
        ("f".into(), ParamValue::List(vec![object(&[("g", "1")]), primitive("2")])),
        ("none".into(), ParamValue::Null),
        ("empty".into(), list(&[])),
    ]);
    let expected = "a%5Bb%5D%5Bc%20d%5D=x%26y&a%5Bb%5D%5Be%5D=&a%5Bf%5D%5B0%5D%5Bg%5D=1&a%5Bf%5D%5B1%5D=2";
    assert_eq!(written("a", &value, DeepObject).as_deref(), Ok(expected));
    assert_eq!(written("a", &list(&["x"]), DeepObject).as_deref(), Ok("a%5B0%5D=x"));
    assert_eq!(written("a", &primitive("x"), DeepObject).as_deref(), Ok("a=x"));
}

#[test]
fn cookies_are_separated_as_cookies_are() {
    for (value, explode, expected) in [
        (primitive("a; b=\"c\",\\\r\n"), Yes, "n%3D=a%3B%20b%3D%22c%22%2C%5C%0D%0A"),
        (list(&["1", "2"]), No, "n%3D=1,2"),
        (list(&["1", "2"]), Yes, "n%3D=1; n%3D=2"),
        (object(&[("a", "1"), ("b", "")]), Yes, "a=1; b="),
    ] {
        assert_eq!(written("n=", &value, Cookie(explode)).as_deref(), Ok(expected));
    }
}

#[test]
fn nothing_is_written_for_nothing_unless_an_empty_value_is_allowed() {
    for value in [list(&[]), object(&[]), ParamValue::List(vec![ParamValue::Null])] {
        for style in [Form(Yes), Form(No), Matrix(Yes), Label(No), Simple(No), PipeDelimited, DeepObject] {
            assert_eq!(expand("n", &value, style.into()), Ok(None), "{value:?} {style:?}");
        }
        assert_eq!(written("n", &value, Form(Yes).allow_empty_value()).as_deref(), Ok("n="));
    }
    assert_eq!(expand("n", &ParamValue::Null, Form(Yes).allow_empty_value()), Ok(None));
}

#[test]
fn pairs_stand_apart_in_a_multipart_form() {
    let members = object(&[("R", "1 0"), ("G", "&")]);
    for (value, style, expected) in [
        (primitive("a b"), Form(Yes), &[("n", "a b")][..]),
        (list(&["a b", "/"]), Form(Yes), &[("n", "a b"), ("n", "/")]),
        (list(&["a", "b"]), Form(No), &[("n", "a,b")]),
        (list(&["a", "b"]), SpaceDelimited, &[("n", "a b")]),
        (members.clone(), PipeDelimited, &[("n", "R|1 0|G|&")]),
        (members.clone(), Form(Yes), &[("R", "1 0"), ("G", "&")]),
        (members, DeepObject, &[("n[R]", "1 0"), ("n[G]", "&")]),
        (list(&[]), Form(No), &[]),
    ] {
        let expected = expected.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        assert_eq!(pairs("n", &value, style.verbatim()), Ok(expected));
    }
}

#[test]
fn headers_are_not_escaped() {
    assert_eq!(written("n", &list(&["a b", "ü"]), Simple(No).verbatim()).as_deref(), Ok("a b,ü"));
    assert_eq!(written("n", &object(&[("a b", "/")]), Simple(Yes).verbatim()).as_deref(), Ok("a b=/"));
}

#[test]
fn what_could_be_read_as_something_else_is_refused() {
    let nested = ParamValue::List(vec![list(&["a"])]);
    for style in [Simple(No), Label(Yes), Matrix(No), Form(Yes), Cookie(No), SpaceDelimited] {
        assert_eq!(written("n", &nested, style), Err(Unwritable::Nested), "{style:?}");
    }
    assert_eq!(written("n", &list(&["a b"]), SpaceDelimited), Err(Unwritable::Separator));
    assert_eq!(written("n", &object(&[("a|b", "1")]), PipeDelimited), Err(Unwritable::Separator));
    assert_eq!(written("n", &list(&["a b"]), PipeDelimited).as_deref(), Ok("n=a%20b"));
    assert_eq!(written("n", &list(&["a,b"]), Simple(No).verbatim()), Err(Unwritable::Separator));
    assert_eq!(written("n", &primitive("a,b"), Simple(No).verbatim()).as_deref(), Ok("a,b"));
    assert_eq!(pairs("n", &list(&["a,b"]), Form(No).verbatim()), Err(Unwritable::Separator));
}
