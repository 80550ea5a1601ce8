/* lwIP as it is by default, with threads, sockets and both families. Debian's own port has the system's layouts instead. */
#define NO_SYS 0
#define LWIP_SOCKET 1
#define LWIP_COMPAT_SOCKETS 0
#define LWIP_DNS 1
#define LWIP_IPV6 1
#define LWIP_SO_RCVBUF 1
#define LWIP_PROVIDE_ERRNO 1
