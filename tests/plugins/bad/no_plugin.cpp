// A library without any plugin in it.
extern "C" int seven() {
  return 7;
}
