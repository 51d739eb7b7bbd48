//! Where regions are, and who may say otherwise.

use super::identity::{iam, sts};
use super::{RegionError, endpoint};
use crate::Server;
use crate::huawei::testing::machine;
use crate::runtime::Endpoint;

#[test]
fn the_environment_comes_before_the_file_and_the_file_before_the_document() {
    let file = ("/home/me/.huaweicloud/regions.yaml", FILE);
    let home = ("HOME", "/home/me");
    let variable = ("HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1", " https://a.example.com , ,b.example.com,");
    let empty = ("HUAWEICLOUD_SDK_REGION_DWS_AE_AD_1", " , ");
    let mars = ("HUAWEICLOUD_SDK_REGION_DWS_MARS_1", "mars.example.com");
    let document = Endpoint::from(Server::AeAd1);
    for (variables, files, id, expected) in [
        (&[][..], &[][..], "ae-ad-1", document.clone()),
        (&[empty], &[], "ae-ad-1", document.clone()),
        (&[variable, home], &[file], "ae-ad-1", Endpoint::from("https://a.example.com").or("b.example.com")),
        (&[mars], &[], "mars-1", "mars.example.com".into()),
        #[cfg(feature = "regions-file")]
        (&[home], &[file], "ae-ad-1", "https://file.example.com".into()),
        #[cfg(feature = "regions-file")]
        (&[home], &[file], "mars-2", Endpoint::from("https://one.example.com").or("https://two.example.com")),
        #[cfg(feature = "regions-file")]
        (&[home], &[file], "eu-west-101", Server::EuWest101.into()),
    ] {
        assert_eq!(endpoint(id, &machine(variables, files)), Ok(expected), "{id} {variables:?}");
    }
}

const FILE: &str = "
# Mine.
ECS:
  - {id: ae-ad-1, endpoint: https://ecs.example.com, more: [1, {a: b}]}
DWS:
  - id: ae-ad-1
    endpoint: 'https://file.example.com'
  - id: mars-2
    endpoints:
      - https://one.example.com
      - https://two.example.com
    comment: {deep: [x, y]}
  - {id: eu-west-101}
";

#[test]
fn an_unknown_region_is_an_error_that_lists_those_that_are_known() {
    let machine = machine(&[("HOME", "/home/me")], &[("/home/me/.huaweicloud/regions.yaml", FILE)]);
    let error = endpoint("Mars-1", &machine).expect_err("nobody knows it").to_string();
    let beginning = "there is no region `Mars-1`; supported are ae-ad-1, af-north-1, ";
    assert!(error.starts_with(beginning) && error.ends_with(", tr-west-1"), "{error}");
    assert_eq!(error.contains(", mars-2, "), cfg!(feature = "regions-file"));
}

#[cfg(feature = "regions-file")]
#[test]
fn a_file_that_cannot_be_read_is_an_error() {
    const PATH: &str = "/etc/regions.yaml";
    for (file, expected) in [
        ("", None),
        ("# nothing\n", None),
        ("---\nECS: 7\n", None),
        ("DWS: []", None),
        ("- DWS", Some("it is not a mapping of services")),
        ("DWS", Some("it is not a mapping of services")),
        ("DWS: x", Some("what should be a list is none")),
        ("DWS: [x]", Some("a region has no id")),
        ("DWS: [{endpoint: x}]", Some("a region has no id")),
        ("DWS: [{id: [x]}]", Some("an id or an endpoint is not a text")),
        ("DWS: [{id: x, endpoints: [[y]]}]", Some("an endpoint is not a text")),
        ("DWS: [{? [x] : y}]", Some("a key is not a text")),
        ("DWS: [{id: x", Some("")),
        ("ECS: [", Some("")),
        ("DWS: 'x", Some("")),
    ] {
        let machine = machine(&[("HUAWEICLOUD_SDK_REGIONS_FILE", PATH)], &[(PATH, file)]);
        match (endpoint("ae-ad-1", &machine), expected) {
            (Ok(_), None) => {}
            (Err(RegionError::File { path, reason }), Some(expected)) => {
                assert!(path.ends_with("regions.yaml") && reason.contains(expected), "{file}: {reason}");
            }
            (result, _) => panic!("{file}: {result:?}"),
        }
    }
}

#[test]
fn a_file_that_was_named_must_be_there() {
    let machine = machine(&[("HUAWEICLOUD_SDK_REGIONS_FILE", "/etc/regions.yaml"), ("HOME", "/home/me")], &[]);
    assert!(matches!(endpoint("ae-ad-1", &machine), Err(RegionError::File { .. })));
}

#[test]
fn identity_services_are_listed_and_replaced() {
    let (plain, replaced) = (
        machine(&[], &[]),
        machine(&[("HUAWEICLOUD_SDK_IAM_ENDPOINT", "iam.x"), ("HUAWEICLOUD_SDK_STS_ENDPOINT", "sts.x")], &[]),
    );
    for (region, expected_iam, expected_sts) in [
        ("ae-ad-1", "https://iam.ae-ad-1.myhuaweicloud.com", "https://sts.cn-north-4.myhuaweicloud.com"),
        ("tr-west-1", "https://iam.tr-west-1.myhuaweicloud.com", "https://sts.tr-west-1.myhuaweicloud.com"),
        ("eu-west-101", "https://iam.myhuaweicloud.com", "https://sts.cn-north-4.myhuaweicloud.com"),
        ("mars-1", "https://iam.myhuaweicloud.com", "https://sts.cn-north-4.myhuaweicloud.com"),
    ] {
        assert_eq!(iam(region, &plain), Endpoint::from(expected_iam));
        assert_eq!(sts(region, &plain), Endpoint::from(expected_sts));
        assert_eq!(iam(region, &replaced), Endpoint::from("iam.x"));
        assert_eq!(sts(region, &replaced), Endpoint::from("sts.x"));
    }
}
