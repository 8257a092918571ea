# Libraries that programs carry along where a static one is installed: with their shared forms, a tenth of the time of a
# short run goes to relocating them (libcrypto alone takes a millisecond).

option(NEAT_STATIC_LIBRARIES "Link Boost and libcrypto statically where that is possible" ON)

# find_package(Boost), static if it can be. The second call of a folder has to find the same kind.
macro(neat_find_boost)
  set(Boost_USE_STATIC_LIBS ${NEAT_STATIC_LIBRARIES})
  find_package(Boost 1.74 QUIET COMPONENTS ${ARGN})
  if(NOT Boost_FOUND)
    set(Boost_USE_STATIC_LIBS OFF)
    find_package(Boost 1.74 REQUIRED COMPONENTS ${ARGN})
  endif()
endmacro()

macro(neat_find_crypto)
  set(OPENSSL_USE_STATIC_LIBS ${NEAT_STATIC_LIBRARIES})
  find_package(OpenSSL QUIET COMPONENTS Crypto)
  if(NOT OpenSSL_FOUND)
    set(OPENSSL_USE_STATIC_LIBS OFF)
    find_package(OpenSSL REQUIRED COMPONENTS Crypto)
  endif()
  # What libcrypto is called with by other libraries (libcurl's) stays the shared one's.
  set(NEAT_CRYPTO_LINK_OPTIONS "$<$<PLATFORM_ID:Linux>:-Wl,--exclude-libs,libcrypto.a>")
endmacro()
