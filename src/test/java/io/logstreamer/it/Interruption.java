package io.logstreamer.it;

/** What happens to the server while a program writes and somebody follows. */
enum Interruption {
    STOP_AND_START {
        @Override
        void happensTo(LogServer server) throws Exception {
            server.stop();
            server.startAgain();
        }
    },
    KILL_AND_START {
        @Override
        void happensTo(LogServer server) throws Exception {
            server.kill();
            server.startAgain();
        }
    },
    KILL_AND_START_WITHOUT_STATE {
        @Override
        void happensTo(LogServer server) throws Exception {
            server.kill();
            server.deleteState();
            server.startAgain();
        }
    },
    REDEPLOY {
        @Override
        void happensTo(LogServer server) throws Exception {
            server.redeploy();
        }
    };

    abstract void happensTo(LogServer server) throws Exception;
}
