# One-line names for the usual commands; each shows what it runs.

URL ?= http://localhost:8080/stream
CLIENTS ?= 10
MVN ?= mvn
WAR := target/logstreamer.war
PID := target/run.pid

.PHONY: build run launch-client launch-logger stop

build: ## the WAR, tested
	$(MVN) -B package

run: ## the server on http://localhost:8080/, with a log that moves
	mkdir -p target && sh -c 'echo $$$$ > $(PID) && exec $(MVN) jetty:run'

launch-client: $(WAR) ## several subscribers of the stream, each line printed as "n -> line"
	java -jar $(WAR) load --clients $(CLIENTS) --print --duration 24h $(URL)

launch-logger: $(WAR) ## 300 random lines of data/seed.log for data/logs.log, 2 a second
	java -jar $(WAR) make-logs

stop: ## end what "make run" started, and nothing else
	@pid=$$(cat $(PID) 2>/dev/null) && ps -o args= -p "$$pid" | grep -q jetty:run && kill "$$pid" && rm $(PID) || echo "make run is not running"

$(WAR):
	$(MVN) -B package -DskipTests
