"""What sources of the C family declare."""

from __future__ import annotations

import pytest
from helpers.reading import read_text

from extractor.extraction.kinds import kind_of


def names(path: str, source: str) -> list[str]:
    return list(read_text(source, kind_of(path)).identifiers)


CPP = r"""
#ifndef A_H
#define A_H
#define FOO(x) bar(x)
// class CommentedOut {};
namespace at { inline namespace native {
template <typename T, class U = std::vector<int>>
class API_MACRO Tensor final : public Base<T> {
 public:
  explicit Tensor(int x = f()) : a_{1}, b_(2) { struct Local {}; }
  virtual ~Tensor() = default;
  int size() const { return helper(x); }
  bool operator==(const Tensor& o) const { return true; }
  void set(std::function<void(int)> cb = {}, int b = 3);
  [[nodiscard]] const char* text() const noexcept(true);
};
struct alignas(16) Packed { int x; };
enum class Level : int { LOW, HIGH = f(1) };
typedef struct { int q; } Record, *RecordPointer;
typedef void (*callback)(int a);
using Vec = std::vector<int>;
static inline Tensor* make(int a, const char* s = "{; void in_string();") { if (a) { call(a); } }
void Tensor<int>::resize(int x) {}
const char c = '"', d = '\'', *raw = R"x(void in_raw(); ")x";
int n = 1'000'000;
TEST(Suite, Case) { int x = g(1); }
auto l = [](int x) { return x; };
int global = compute(3);
extern "C" { int c_function(void); }
}}
#ifdef X
int two(int a) {
#else
int two(float a) {
#endif
  return 1;
}
__global__ void __launch_bounds__(256) kernel(float* x) {}
PyAPI_FUNC(PyObject *) PyThing_New(void);
"""


def test_c_family_declarations() -> None:
    expected = "FOO Level Packed PyThing_New Record Tensor Vec c_function callback kernel make resize set size text two"
    assert names("a.cu", CPP) == expected.split()


def test_braces_that_never_balance_cost_no_more_than_their_scope() -> None:
    assert names("a.c", "int a(void) { {\n") == ["a"]
    assert names("a.c", "} } int a(int x);\nint b(int x") == ["a"]
    assert names("a.c", "int a(int x; int b(int y);") == ["b"]


def test_java_declarations() -> None:
    source = """
    @Anno("x") public class Foo<T> extends Bar implements Baz {
      public Foo(int x) { y(); }
      @Override public <R> List<R> go(int x) throws E { return new Z() { void hidden() {} }; }
      private final Runnable r = () -> { foo(); };
      enum Color { RED(1) { void in() {} }, BLUE(2); int value() { return 1; } }
      record Point(int x, int y) { int sum() { return x + y; } }
      String block = \"\"\"
        class InBlock {}
      \"\"\";
      @interface Note { String note() default ""; }
    }"""
    assert names("A.java", source) == ["Color", "Foo", "Note", "Point", "go", "note", "sum", "value"]


def test_line_ends_make_no_difference() -> None:
    assert names("a.h", CPP.replace("\n", "\r\n")) == names("a.h", CPP.replace("\n", "\r")) == names("a.h", CPP)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("typedef long clock4_t __attribute__((aligned(4)));", "clock4_t"),
        ("typedef int __attribute__((vector_size(16))) v4;", "v4"),
        ("typedef int (*handler)(int) __attribute__((noreturn));", "handler"),
        ("typedef __declspec(align(8)) long aligned_t;", "aligned_t"),
        ("typedef double real_t __attribute((mode(DF)));", "real_t"),
        ("void stop(int) __attribute__((noreturn));", "stop"),
        ("__attribute__((noreturn)) void stop(int);", "stop"),
        ('int level(void) __asm__("level$64");', "level"),
        ("struct __attribute__((packed)) Head { int x; };", "Head"),
    ],
)
def test_an_attribute_is_no_name_wherever_it_stands(source: str, name: str) -> None:
    assert names("a.c", source) == [name]
