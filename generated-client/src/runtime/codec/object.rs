//! A serializer that takes objects and refuses all else, so that what is done to an object is said in one function.

use serde::ser::{Error, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};

/// What is done with an object: the map that takes its fields.
pub(super) trait Begin: Sized {
    type Ok;
    type Error: Error;
    type Map: SerializeMap<Ok = Self::Ok, Error = Self::Error>;

    fn begin(self, len: Option<usize>) -> Result<Self::Map, Self::Error>;
}

/// The serializer for [`Begin`].
pub(super) struct ObjectOnly<B>(pub(super) B);

/// A map that takes the fields of a struct.
pub(super) struct StructAsMap<M>(M);

macro_rules! refuse {
    ($($method:ident($($argument:ty),*) -> $ok:ty;)*) => {$(
        fn $method(self, $(_: $argument),*) -> Result<$ok, B::Error> {
            Err(refused())
        }
    )*};
}

fn refused<E: Error>() -> E {
    E::custom("a variant with a tag must be an object")
}

impl<B: Begin> Serializer for ObjectOnly<B> {
    type Ok = B::Ok;
    type Error = B::Error;
    type SerializeSeq = Impossible<B::Ok, B::Error>;
    type SerializeTuple = Impossible<B::Ok, B::Error>;
    type SerializeTupleStruct = Impossible<B::Ok, B::Error>;
    type SerializeTupleVariant = Impossible<B::Ok, B::Error>;
    type SerializeMap = B::Map;
    type SerializeStruct = StructAsMap<B::Map>;
    type SerializeStructVariant = Impossible<B::Ok, B::Error>;

    fn serialize_map(self, len: Option<usize>) -> Result<B::Map, B::Error> {
        self.0.begin(len)
    }

    fn serialize_struct(self, _name: &'static str, len: usize) -> Result<Self::SerializeStruct, B::Error> {
        self.0.begin(Some(len)).map(StructAsMap)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<B::Ok, B::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<B::Ok, B::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<B::Ok, B::Error> {
        Err(refused())
    }

    refuse! {
        serialize_bool(bool) -> B::Ok;
        serialize_i8(i8) -> B::Ok;
        serialize_i16(i16) -> B::Ok;
        serialize_i32(i32) -> B::Ok;
        serialize_i64(i64) -> B::Ok;
        serialize_u8(u8) -> B::Ok;
        serialize_u16(u16) -> B::Ok;
        serialize_u32(u32) -> B::Ok;
        serialize_u64(u64) -> B::Ok;
        serialize_f32(f32) -> B::Ok;
        serialize_f64(f64) -> B::Ok;
        serialize_char(char) -> B::Ok;
        serialize_str(&str) -> B::Ok;
        serialize_bytes(&[u8]) -> B::Ok;
        serialize_none() -> B::Ok;
        serialize_unit() -> B::Ok;
        serialize_unit_struct(&'static str) -> B::Ok;
        serialize_unit_variant(&'static str, u32, &'static str) -> B::Ok;
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

impl<M: SerializeMap> SerializeStruct for StructAsMap<M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), M::Error> {
        self.0.serialize_entry(name, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        self.0.end()
    }
}
