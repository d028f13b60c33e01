# LogStreamer on the official Jetty image, built with the official Maven image:
#
#   docker build -t logstreamer .
#   docker run --rm -p 127.0.0.1:8080:8080 -v /var/log/app:/logs:ro -e 'LOGSTREAMER_SOURCES=/logs/*.log' logstreamer

# Jetty as LogStreamer needs it, still without LogStreamer.
FROM jetty:12.1.12-jdk17-eclipse-temurin AS runtime
# The official image brings no deployer for Jakarta EE; "graceful" lets every stream say goodbye when the server stops.
RUN java -jar "$JETTY_HOME/start.jar" --add-modules=ee10-deploy,ee10-annotations,graceful
# Past a proxy that the environment may name.
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 \
    CMD ["wget", "--proxy=off", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/healthz"]
USER jetty

FROM maven:3.9.9-eclipse-temurin-17 AS build
WORKDIR /build
# A layer of its own for what is downloaded, so that it is made again only when the build file changes.
COPY .mvn .mvn
COPY pom.xml .
RUN mvn -B -ntp dependency:go-offline
COPY . .
RUN mvn -B -ntp package -Dmaven.test.skip=true -Dspotless.check.skip=true

FROM runtime
COPY --from=build /build/target/logstreamer.war /var/lib/jetty/webapps/ROOT.war
