// SwiftPM wants one C file in a C target; the code is in the system's libpg_query.a.
